import { type TSchema, Type } from 'typebox'
import type { Kind } from '../../jobs/kind.ts'
import { byTarget } from '../../jobs/specs/schema.ts'
import type { SubmittedSpec } from '../submission.ts'

/** The body of a submission: that of one of these kinds, by its name and, where two share one, by its target. */
export function submissionBody(kinds: readonly Kind[]) {
  const names = [...new Set(kinds.map(({ name }) => name))]
  return Type.Unsafe<SubmittedSpec & { kind: string }>({
    type: 'object',
    required: ['kind'],
    discriminator: { propertyName: 'kind' },
    oneOf: names.map((name) =>
      bodyOf(
        name,
        kinds.filter((kind) => kind.name === name),
      ),
    ),
  })
}

function bodyOf(name: string, [first, second]: readonly Kind[]): TSchema {
  if (second === undefined) return first!.spec
  const [digits, cell] = first!.subject === 'digits' ? [first!, second] : [second, first!]
  return byTarget<SubmittedSpec, SubmittedSpec>(digits.spec, cell.spec, {
    $id: `${pascalCase(name)}Body`,
    required: ['kind'],
    properties: { kind: { const: name } },
  })
}

function pascalCase(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}
