import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { PANELS } from '../../core/populations/panel.ts'

const PanelSchema = Type.Object(
  {
    name: Type.String(),
    title: Type.String(),
    source: Type.String(),
    ligands: Type.Array(Type.Object({ name: Type.String(), bindingTime: Type.Number({ description: 's' }) })),
  },
  { $id: 'LigandPanel' },
)

/** Named sets of ligands that specs can refer to. */
export async function panelRoutes(instance: FastifyInstance): Promise<void> {
  instance.withTypeProvider<TypeBoxTypeProvider>().get(
    '/v1/panels',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'list-panels',
        summary: 'List the ligand panels',
        tags: ['models'],
        response: { 200: Type.Object({ panels: Type.Array(PanelSchema) }) },
      },
    },
    async () => ({ panels: PANELS.map(({ ligands, ...rest }) => ({ ...rest, ligands: [...ligands] })) }),
  )
}
