import type { Method } from '../attack/attack-methods.ts'
import { Labelled, SchemaFields } from '../forms/fields.tsx'
import type { FieldTexts, PropertySchema } from '../forms/schema.ts'
import { optionsOf } from './digit-methods.ts'

/** Which attack, in which norm, and what else it can be told. */
export function AttackFields({
  methods,
  method,
  options,
  onKind,
  onOptions,
}: {
  readonly methods: readonly Method[]
  readonly method: Method
  readonly options: FieldTexts
  readonly onKind: (kind: string) => void
  readonly onOptions: (options: FieldTexts) => void
}) {
  const { norm, epsilon: _, ...others } = optionsOf(method).properties ?? {}
  const fields = (properties: Readonly<Record<string, PropertySchema>>) => (
    <SchemaFields schema={{ properties }} texts={options} onTexts={onOptions} />
  )
  return (
    <>
      <Labelled label="Attack" hint={method.title}>
        {(ids) => (
          <select {...ids} value={method.kind} onChange={({ currentTarget }) => onKind(currentTarget.value)}>
            {methods.map(({ kind }) => (
              <option key={kind} value={kind}>
                {kind}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {(norm?.enum?.length ?? 0) > 1 && fields({ norm: norm! })}
      {Object.keys(others).length > 0 && (
        <details class="group">
          <summary>Further options</summary>
          {fields(others)}
        </details>
      )}
    </>
  )
}
