import { type CellModelEntry, type CellTexts, cellTexts, newCell, schemaOf } from './cell.ts'
import { Labelled, SchemaFields } from './fields.tsx'

/** The model of a cell and its parameters. */
export function CellFields({
  models,
  cell,
  onCell,
}: {
  readonly models: readonly CellModelEntry[]
  readonly cell: CellTexts
  readonly onCell: (cell: CellTexts) => void
}) {
  const entry = models.find(({ name }) => name === cell.model)
  return (
    <fieldset>
      <legend>Cell</legend>
      <Labelled label="Model" hint={entry?.equation}>
        {(ids) => (
          <select
            {...ids}
            value={cell.model}
            onChange={({ currentTarget }) => onCell(cellTexts(newCell(currentTarget.value), models))}
          >
            {models.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <SchemaFields
        schema={schemaOf(cell.model, models)}
        texts={cell.parameters}
        onTexts={(parameters) => onCell({ ...cell, parameters })}
      />
    </fieldset>
  )
}
