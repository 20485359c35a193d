import { type FieldAxis, fieldCsv, fieldJson, type StoredField } from '../field-representations.ts'
import { arrayOf, numbersOf, type Representations, type StoredResult, summaryOf } from './representation.ts'
import { titleOf } from './title.ts'

/** How a kind whose result is a field beside a summary shows it. */
export interface FieldFamily<Shape> {
  /** Name of the array. */
  array(summary: Shape): string
  /** The slowest first. */
  axes(summary: Shape): readonly FieldAxis[]
  /** What stands in a figure's title before the cell. */
  title(summary: Shape): string
  /** Loaded when it is first asked for, since a start should be quick. */
  figure(): Promise<(title: string, summary: Shape, values: Float64Array) => string>
}

/** JSON and CSV of a field, made as they are sent, its bytes, and a figure. */
export function fieldRepresentations<Shape>(family: FieldFamily<Shape>): Representations {
  return {
    'application/json': async (result) => fieldJson(result.summary, await fieldOf(result, family)),
    'text/csv': async (result) => fieldCsv(await fieldOf(result, family)),
    'image/svg+xml': async (result) => {
      const summary = summaryOf<Shape>(result)
      const { bytes } = await fieldOf(result, family)
      const draw = await family.figure()
      return draw(titleOf(family.title(summary), result.job), summary, numbersOf(bytes))
    },
    'application/octet-stream': async (result) => (await fieldOf(result, family)).bytes,
  }
}

async function fieldOf<Shape>(result: StoredResult, family: FieldFamily<Shape>): Promise<StoredField> {
  const summary = summaryOf<Shape>(result)
  const name = family.array(summary)
  return { name, axes: family.axes(summary), bytes: await arrayOf(result, name) }
}
