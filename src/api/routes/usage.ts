import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { type Quota, renewalOf } from '../../jobs/quotas.ts'
import { Problem } from '../problems.ts'
import { problems } from '../schemas/problem.ts'

const Nullable = <T extends Type.TSchema>(schema: T, options?: Type.TSchemaOptions) =>
  Type.Union([schema, Type.Null()], options)

const quotaUse = (description: string) =>
  Type.Object(
    {
      used: Type.Number(),
      limit: Nullable(Type.Number(), { description: 'null: as much as there is' }),
      renewedAt: Nullable(Type.String(), {
        description:
          'RFC 3339, when counting begins anew; null of what is free again when a job ends or is deleted',
      }),
    },
    { description },
  )

const UsageSchema = Type.Object(
  {
    key: Type.String({ description: 'Name of the key that asks' }),
    requestsPerMinute: Nullable(Type.Number(), {
      description: 'null: as many as come; every answer says in RateLimit-Remaining how many are left',
    }),
    submissions: quotaUse('Jobs accepted in this hour (UTC)'),
    running: quotaUse('Jobs that have not ended, waiting ones among them'),
    cost: quotaUse('Of the jobs accepted on this day (UTC), in the units of their kinds’ cost formulas'),
    bytes: quotaUse('Kept of jobs and classifiers'),
  },
  { $id: 'Usage' },
)

/** What the key that asks has used of its quotas. */
export async function usageRoute(instance: FastifyInstance): Promise<void> {
  const { store, config } = instance.services
  instance.withTypeProvider<TypeBoxTypeProvider>().get(
    '/v1/usage',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'read-usage',
        summary: 'Read what this key has used, and may use',
        tags: ['jobs'],
        response: { 200: UsageSchema, ...problems(409) },
      },
    },
    async ({ principal: { name } }) => {
      if (name === null) {
        throw new Problem(409, { code: 'no-keys', detail: 'this service has no keys, and counts for nobody' })
      }
      const now = new Date().toISOString()
      const usage = await store.usage(name, now)
      const use = (quota: Quota) => ({
        used: usage[quota],
        limit: config.quotas[quota],
        renewedAt: renewalOf(quota, now),
      })
      return {
        key: name,
        requestsPerMinute: config.rateLimit,
        submissions: use('submissions'),
        running: use('running'),
        cost: use('cost'),
        bytes: use('bytes'),
      }
    },
  )
}
