import { Labelled, SchemaFields } from '../forms/fields.tsx'
import type { PropertySchema } from '../forms/schema.ts'
import type { GroupTexts } from './draft.ts'

/** A population of ligands, or those of a grey level: how many, and how their binding times are spread. */
export function GroupFields({
  group,
  counted,
  distributions,
  onGroup,
  onRemove,
}: {
  readonly group: GroupTexts
  /** What the number means: a population's count, or the grey value of a level. */
  readonly counted: 'ligands' | 'grey value'
  readonly distributions: ReadonlyMap<string, PropertySchema>
  readonly onGroup: (group: GroupTexts) => void
  readonly onRemove: (() => void) | null
}) {
  const { label, count, distribution, parameters } = group
  return (
    <details class="group">
      <summary>
        {label === '' ? 'without a name' : label}: {counted} {count}, {distribution}
      </summary>
      <div class="fields">
        <Labelled label="name">
          {(ids) => (
            <input
              {...ids}
              required
              maxLength={100}
              value={label}
              onInput={({ currentTarget }) => onGroup({ ...group, label: currentTarget.value })}
            />
          )}
        </Labelled>
        <Labelled label={counted}>
          {(ids) => (
            <input
              {...ids}
              type="number"
              required
              min={0}
              step={1}
              readOnly={counted === 'grey value'}
              value={count}
              onInput={({ currentTarget }) => onGroup({ ...group, count: currentTarget.value })}
            />
          )}
        </Labelled>
        <Labelled label="binding times">
          {(ids) => (
            <select
              {...ids}
              value={distribution}
              onChange={({ currentTarget }) =>
                onGroup({ ...group, distribution: currentTarget.value, parameters: {} })
              }
            >
              {[...distributions.keys()].map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Labelled>
      </div>
      <SchemaFields
        schema={distributions.get(distribution) ?? {}}
        texts={parameters}
        onTexts={(texts) => onGroup({ ...group, parameters: texts })}
      />
      {onRemove !== null && (
        <div>
          <button type="button" onClick={onRemove} aria-label={`Remove the population ${label}`}>
            Remove
          </button>
        </div>
      )}
    </details>
  )
}
