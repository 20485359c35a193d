import type { Method } from '../attack/attack-methods.ts'
import { Labelled } from '../forms/fields.tsx'
import { SubmitRow } from '../ui/submit-row.tsx'
import { AttackFields } from './attack-fields.tsx'
import { type Classifier, describeClassifier } from './classifiers.ts'
import { hasSizes, SIZES } from './digit-methods.ts'
import { NumberField } from './number-field.tsx'
import type { useAttackChoice } from './use-attack-choice.ts'

/** What is typed, as the page's address has it. */
interface GalleryTexts {
  readonly epsilon: string
  readonly sizes: string
  readonly count: string
  readonly shown: string
}

interface GalleryFormProps {
  readonly classifiers: readonly Classifier[]
  readonly methods: readonly Method[]
  readonly classifier: Classifier
  readonly attack: ReturnType<typeof useAttackChoice>
  readonly texts: GalleryTexts
  readonly busy: boolean
  readonly refusal: unknown
  readonly onClassifier: (name: string) => void
  readonly onText: (name: keyof GalleryTexts, text: string) => void
  readonly onSubmit: () => void
}

/** All that a gallery is given. What is out of range the service says. */
export function GalleryForm(props: GalleryFormProps) {
  const { classifiers, methods, classifier, attack, texts, busy, refusal } = props
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        props.onSubmit()
      }}
    >
      <Labelled label="Classifier" hint={describeClassifier(classifier)}>
        {(ids) => (
          <select
            {...ids}
            value={classifier.name}
            onChange={({ currentTarget }) => props.onClassifier(currentTarget.value)}
          >
            {classifiers.map(({ name, status }) => (
              <option key={name} value={name}>
                {status === 'ready' ? name : `${name} (${status})`}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <AttackFields
        methods={methods}
        method={attack.method}
        options={attack.options}
        onKind={attack.onKind}
        onOptions={attack.onOptions}
      />
      {hasSizes(attack.method) && <SizeFields {...props} />}
      <div class="fields">
        <NumberField
          label="Images"
          hint="The first so many test images"
          value={texts.count}
          onValue={(text) => props.onText('count', text)}
        />
        <NumberField
          label="Shown"
          hint="The first of them, so many at the most"
          value={texts.shown}
          onValue={(text) => props.onText('shown', text)}
        />
      </div>
      <SubmitRow label="Attack" busy={busy} refusal={refusal} />
    </form>
  )
}

/** How large the attack is: by hand or by a slider, and in how many sizes up to that. */
function SizeFields({ attack: { norm }, texts, onText }: GalleryFormProps) {
  const { unit, most, step } = SIZES[norm]
  const set = (text: string) => onText('epsilon', text)
  return (
    <>
      <NumberField label={`Size ε (${unit})`} step="any" value={texts.epsilon} onValue={set} />
      <input
        type="range"
        aria-label={`Size ε (${unit}), as a slider`}
        min={step}
        max={most}
        step={step}
        value={texts.epsilon}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
      <NumberField
        label="Sizes"
        hint="So many, evenly up to ε; the one that is shown can be chosen afterwards"
        value={texts.sizes}
        onValue={(text) => onText('sizes', text)}
      />
    </>
  )
}
