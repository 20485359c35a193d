import { useId } from 'preact/hooks'
import { formatNumber } from '../../look/numbers.ts'
import { positionOf, positionsOf, type SliderRange, valueAt } from './sliders.ts'

/** A slider with a number input beside it: both set the same value, the input also beyond the slider's range. */
export function Slider({
  range,
  text,
  invalid = false,
  onText,
}: {
  readonly range: SliderRange
  readonly text: string
  readonly invalid?: boolean
  readonly onText: (text: string) => void
}) {
  const id = useId()
  const { label, hint, fallback, whole } = range
  const typed = text.trim() === '' ? fallback : Number(text)
  const value = typed !== undefined && Number.isFinite(typed) ? typed : range.least
  const described = hint && { 'aria-describedby': `${id}-hint` }
  return (
    <div class="field slider">
      <label for={id} id={`${id}-label`}>
        {label}
      </label>
      <input
        type="range"
        aria-labelledby={`${id}-label`}
        aria-valuetext={formatNumber(value)}
        {...positionsOf(range)}
        value={positionOf(value, range)}
        onInput={({ currentTarget }) => onText(String(valueAt(currentTarget.valueAsNumber, range)))}
      />
      <input
        type="number"
        id={id}
        {...described}
        step={whole ? '1' : 'any'}
        required={fallback === undefined}
        placeholder={fallback === undefined ? undefined : String(Number(fallback.toPrecision(4)))}
        aria-invalid={invalid}
        value={text}
        onInput={({ currentTarget }) => onText(currentTarget.value)}
      />
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  )
}
