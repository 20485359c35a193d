/** One thing to be ticked. */
export function Tick({
  label,
  title,
  checked,
  onChecked,
}: {
  readonly label: string
  readonly title?: string
  readonly checked: boolean
  readonly onChecked: (checked: boolean) => void
}) {
  return (
    <label class="check" title={title}>
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => onChecked(currentTarget.checked)}
      />
      {label}
    </label>
  )
}

/** Several of which any may be ticked, by their names. */
export function Ticks({
  legend,
  entries,
  ticked,
  onTicked,
}: {
  readonly legend: string
  readonly entries: readonly { readonly name: string; readonly label?: string; readonly title?: string }[]
  readonly ticked: readonly string[]
  readonly onTicked: (names: readonly string[]) => void
}) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="tick-list">
        {entries.map(({ name, label = name, title }) => (
          <Tick
            key={name}
            label={label}
            {...(title !== undefined && { title })}
            checked={ticked.includes(name)}
            onChecked={(checked) =>
              onTicked(checked ? [...ticked, name] : ticked.filter((other) => other !== name))
            }
          />
        ))}
      </div>
    </fieldset>
  )
}
