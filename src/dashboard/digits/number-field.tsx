import { Labelled } from '../forms/fields.tsx'

/** A number as it is typed. */
export function NumberField({
  label,
  hint,
  value,
  step = '1',
  onValue,
}: {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly step?: string
  readonly onValue: (value: string) => void
}) {
  return (
    <Labelled label={label} hint={hint}>
      {(ids) => (
        <input
          {...ids}
          type="number"
          step={step}
          value={value}
          onInput={({ currentTarget }) => onValue(currentTarget.value)}
        />
      )}
    </Labelled>
  )
}
