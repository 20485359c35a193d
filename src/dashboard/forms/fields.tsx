import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { type FieldTexts, labelOf, type PropertySchema, sortOf, textOf } from './schema.ts'

interface FieldProps {
  readonly name: string
  readonly schema: PropertySchema
  readonly text: string
  readonly required: boolean
  readonly onText: (text: string) => void
}

/** A label over what is typed in, and what there is to know about it below. */
export function Labelled({
  label,
  hint,
  children,
}: {
  readonly label: string
  readonly hint?: string | undefined
  readonly children: (ids: { readonly id: string; readonly 'aria-describedby'?: string }) => ComponentChildren
}) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, ...(hint && { 'aria-describedby': `${id}-hint` }) })}
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  )
}

/** A field for one property, with what it means and what holds when it is left empty. */
export function Field({ name, schema, text, required, onText }: FieldProps) {
  const sort = sortOf(schema)
  const fallback = textOf(schema.default)
  const isList = sort === 'numbers' || sort === 'list'
  const several = isList ? 'Several with commas between.' : ''
  return (
    <Labelled label={labelOf(name)} hint={`${schema.description ?? ''} ${several}`.trim()}>
      {(ids) =>
        sort === 'choice' || sort === 'switch' ? (
          <select
            {...ids}
            name={name}
            value={text || fallback}
            onChange={({ currentTarget }) => onText(currentTarget.value)}
          >
            {(schema.enum ?? [false, true]).map((choice) => (
              <option key={String(choice)} value={String(choice)}>
                {String(choice)}
              </option>
            ))}
          </select>
        ) : (
          <input
            {...ids}
            {...(isList ? LIST : numeric(schema))}
            name={name}
            required={required}
            placeholder={fallback}
            value={text}
            onInput={({ currentTarget }) => onText(currentTarget.value)}
          />
        )
      }
    </Labelled>
  )
}

const LIST = { type: 'text', inputMode: 'decimal' } as const

/** What the browser itself refuses to submit. */
function numeric({ type, minimum, exclusiveMinimum, maximum }: PropertySchema) {
  const least = minimum ?? exclusiveMinimum
  return {
    type: 'number' as const,
    step: type === 'integer' ? '1' : 'any',
    ...(least !== undefined && { min: least }),
    ...(maximum !== undefined && { max: maximum }),
  }
}

/** Fields for all simple properties of an object, but those named in `without`. */
export function SchemaFields({
  schema,
  texts,
  without = [],
  onTexts,
}: {
  readonly schema: PropertySchema
  readonly texts: FieldTexts
  readonly without?: readonly string[]
  readonly onTexts: (texts: FieldTexts) => void
}) {
  const shown = Object.entries(schema.properties ?? {}).filter(
    ([name, property]) => sortOf(property) !== undefined && !without.includes(name),
  )
  return (
    <div class="fields">
      {shown.map(([name, property]) => (
        <Field
          key={name}
          name={name}
          schema={property}
          text={texts[name] ?? ''}
          required={schema.required?.includes(name) ?? false}
          onText={(text) => onTexts({ ...texts, [name]: text })}
        />
      ))}
    </div>
  )
}
