import type { CellModelEntry } from './cell.ts'
import { Labelled } from './fields.tsx'

/** Chooses a decision model; below it stands the equation of the one that is chosen. */
export function ModelField({
  models,
  model,
  onModel,
}: {
  readonly models: readonly CellModelEntry[]
  readonly model: string
  readonly onModel: (model: string) => void
}) {
  return (
    <Labelled label="Model" hint={models.find(({ name }) => name === model)?.equation}>
      {(ids) => (
        <select {...ids} value={model} onChange={({ currentTarget }) => onModel(currentTarget.value)}>
          {models.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}
