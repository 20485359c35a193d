import type { Preset } from '../service/presets.ts'
import { SubmitRow } from '../ui/submit-row.tsx'
import type { Classifier } from './classifiers.ts'
import { classifiersOf, labelOf, type MatrixSpec } from './matrix.ts'
import { NumberField } from './number-field.tsx'
import { Ticks } from './ticks.tsx'

interface MatrixFormProps {
  readonly preset: Preset<MatrixSpec>
  readonly classifiers: readonly Classifier[]
  readonly attacks: readonly string[]
  readonly tickedTargets: readonly string[]
  readonly tickedAttacks: readonly string[]
  readonly inputs: string
  readonly busy: boolean
  readonly refusal: unknown
  readonly onTargets: (names: readonly string[]) => void
  readonly onAttacks: (names: readonly string[]) => void
  readonly onInputs: (text: string) => void
  readonly onSubmit: () => void
}

/** Which targets meet which attacks. */
export function MatrixForm(props: MatrixFormProps) {
  const { preset, attacks, tickedTargets, tickedAttacks, inputs, busy, refusal } = props
  const missing = untrained(props)
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        props.onSubmit()
      }}
    >
      <div>
        <h2>{preset.title}</h2>
        <p class="small faint">{preset.description}</p>
      </div>
      <div class="columns">
        <Ticks
          legend="Targets"
          entries={preset.body.targets.map((target) => ({ name: labelOf(target) }))}
          ticked={tickedTargets}
          onTicked={props.onTargets}
        />
        <Ticks
          legend="Attacks"
          entries={attacks.map((name) => ({ name }))}
          ticked={tickedAttacks}
          onTicked={props.onAttacks}
        />
      </div>
      <div class="robustness-inputs">
        <NumberField
          label="Inputs of each target"
          hint="As the preset has them when empty; fewer are quicker"
          value={inputs}
          onValue={props.onInputs}
        />
      </div>
      {missing.length > 0 && (
        <p class="hint">
          Not trained yet: {missing.join(', ')}. The job waits for their training, some seconds to a minute
          each.
        </p>
      )}
      <SubmitRow label="Attack all of them" busy={busy} refusal={refusal} />
    </form>
  )
}

/** The classifiers that the ticked targets need and that nobody has trained. */
function untrained({ preset, tickedTargets, classifiers }: MatrixFormProps): string[] {
  const needed = preset.body.targets
    .filter((target) => tickedTargets.includes(labelOf(target)))
    .flatMap(classifiersOf)
  return [...new Set(needed)].filter(
    (name) => classifiers.find((each) => each.name === name)?.status !== 'ready',
  )
}
