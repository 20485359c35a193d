import type { Method } from '../attack/attack-methods.ts'
import { Labelled } from '../forms/fields.tsx'
import { SubmitRow } from '../ui/submit-row.tsx'
import { AttackFields } from './attack-fields.tsx'
import { type Classifier, describeClassifier } from './classifiers.ts'
import type { Drawn } from './curves.ts'
import { SIZES } from './digit-methods.ts'
import { NumberField } from './number-field.tsx'
import { Tick, Ticks } from './ticks.tsx'
import type { useAttackChoice } from './use-attack-choice.ts'

interface CurvesTexts {
  readonly sizesList: string
  readonly images: string
}

interface CurvesFormProps {
  readonly classifiers: readonly Classifier[]
  /** Of the classifiers that are ticked. */
  readonly names: readonly string[]
  readonly methods: readonly Method[]
  readonly attack: ReturnType<typeof useAttackChoice>
  readonly texts: CurvesTexts
  readonly drawn: Drawn
  readonly busy: boolean
  readonly refusal: unknown
  readonly onNames: (names: readonly string[]) => void
  readonly onText: (name: keyof CurvesTexts, text: string) => void
  readonly onDrawn: (drawn: Drawn) => void
  readonly onSubmit: () => void
}

/** All that the curves are given. */
export function CurvesForm(props: CurvesFormProps) {
  const { classifiers, names, methods, attack, texts, drawn, busy, refusal, onText, onDrawn } = props
  const isUntrained = classifiers.some(({ name, status }) => names.includes(name) && status !== 'ready')
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        props.onSubmit()
      }}
    >
      <Ticks
        legend="Classifiers"
        entries={classifiers.map((classifier) => ({
          name: classifier.name,
          label:
            classifier.status === 'ready' ? classifier.name : `${classifier.name} (${classifier.status})`,
          title: describeClassifier(classifier),
        }))}
        ticked={names}
        onTicked={props.onNames}
      />
      {isUntrained && (
        <p class="hint">One that is untrained is trained first, once, which its job waits for.</p>
      )}
      <AttackFields
        methods={methods}
        method={attack.method}
        options={attack.options}
        onKind={attack.onKind}
        onOptions={attack.onOptions}
      />
      <Labelled label={`Sizes ε (${SIZES[attack.norm].unit})`} hint="Several with commas between.">
        {(ids) => (
          <input
            {...ids}
            type="text"
            inputMode="decimal"
            value={texts.sizesList}
            onInput={({ currentTarget }) => onText('sizesList', currentTarget.value)}
          />
        )}
      </Labelled>
      <NumberField
        label="Images"
        hint="The first so many test images"
        value={texts.images}
        onValue={(text) => onText('images', text)}
      />
      <fieldset>
        <legend>Drawn beside</legend>
        <Tick
          label="certified accuracy"
          checked={drawn.certified}
          onChecked={(certified) => onDrawn({ ...drawn, certified })}
        />
        <Tick
          label="random noise of the same size"
          checked={drawn.control}
          onChecked={(control) => onDrawn({ ...drawn, control })}
        />
      </fieldset>
      <SubmitRow label="Attack all" busy={busy} refusal={refusal} />
    </form>
  )
}
