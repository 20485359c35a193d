import { type CellModelEntry, type CellTexts, cellTexts, newCell, schemaOf } from './cell.ts'
import { SchemaFields } from './fields.tsx'
import { ModelField } from './model-field.tsx'

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
  return (
    <fieldset>
      <legend>Cell</legend>
      <ModelField
        models={models}
        model={cell.model}
        onModel={(model) => onCell(cellTexts(newCell(model), models))}
      />
      <SchemaFields
        schema={schemaOf(cell.model, models)}
        texts={cell.parameters}
        onTexts={(parameters) => onCell({ ...cell, parameters })}
      />
    </fieldset>
  )
}
