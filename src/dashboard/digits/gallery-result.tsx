import type { DigitAttackShape } from '../../api/result-shapes.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { Job } from '../service/client.ts'
import { Downloads } from '../ui/downloads.tsx'
import { WhenLoaded } from '../ui/loading.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import { useQuery } from '../ui/use-query.ts'
import { SIZES } from './digit-methods.ts'
import { ExampleCard } from './example-card.tsx'
import { type AttackedDigits, examplesAt, loadAttackedDigits } from './examples.ts'
import { percent } from './shares.ts'
import { SignedScale } from './signed-scale.tsx'

/** What an attack on digits has found: how often the network is still right, and the examples. */
export function GalleryResult({ job }: { readonly job: Job }) {
  const [attacked, again] = useLoaded(job.id, (signal) => loadAttackedDigits(job.id, signal))
  return (
    <WhenLoaded loaded={attacked} what="the attacked digits" again={again}>
      {(value) => <Attacked job={job} attacked={value} />}
    </WhenLoaded>
  )
}

function Attacked({ job, attacked }: { readonly job: Job; readonly attacked: AttackedDigits }) {
  const [query, change] = useQuery()
  const { result } = attacked
  const sizes = result.accuracy.attacked.length
  const size = placeOf(query.size, sizes)
  const { examples, most } = examplesAt(attacked, size)
  const { classifier, images, split, labels, warnings } = result
  return (
    <div class="stack">
      <h2>
        {job.kind} on {classifier.name}
      </h2>
      <p class="small faint">
        {images} {split} images of {labels[0]} and {labels[1]}
        {classifier.hill &&
          `, seen through the Hill filter x^n/(x^n + θ^n), n = ${classifier.hill.n}, θ = ${classifier.hill.theta}`}
        .
      </p>
      {sizes > 1 && <SizeChoice result={result} size={size} onSize={(at) => change({ size: String(at) })} />}
      <Facts result={result} size={size} />
      {warnings.map(({ code, message }) => (
        <div class="notice warning" key={code + message}>
          <strong>The network may be worse than it looks</strong>
          <p>{message}.</p>
        </div>
      ))}
      {examples.length === 0 ? (
        <p class="empty">This attack has kept no examples: “Shown” was 0.</p>
      ) : (
        <>
          <SignedScale most={most} />
          <ul class="examples">
            {examples.map((example) => (
              <ExampleCard key={example.index} example={example} />
            ))}
          </ul>
        </>
      )}
      <Downloads job={job} />
    </div>
  )
}

function placeOf(text: string | undefined, sizes: number): number {
  const place = Number(text ?? sizes - 1)
  return Number.isInteger(place) && place >= 0 && place < sizes ? place : sizes - 1
}

/** Which of the sizes is shown. */
function SizeChoice({
  result: { epsilon, norm },
  size,
  onSize,
}: {
  readonly result: DigitAttackShape
  readonly size: number
  readonly onSize: (place: number) => void
}) {
  return (
    <fieldset class="sizes">
      <legend>Size ε shown ({SIZES[norm].unit})</legend>
      {(epsilon ?? []).map((value, i) => (
        <label class="check" key={value}>
          <input type="radio" name="size" checked={i === size} onChange={() => onSize(i)} />
          {formatNumber(value)}
        </label>
      ))}
    </fieldset>
  )
}

function Facts({ result, size }: { readonly result: DigitAttackShape; readonly size: number }) {
  const { accuracy, control, epsilon, norm, norms } = result
  const facts: (readonly [string, string])[] = [
    ['told rightly before', percent(accuracy.clean)],
    ['after the attack', percent(accuracy.attacked[size]!)],
    ['under random noise of that size', percent(control.accuracy[size]!)],
    ...(accuracy.certified === null ? [] : [['certified', percent(accuracy.certified[size]!)] as const]),
    epsilon === null
      ? [`largest change (${SIZES[norm].unit})`, formatNumber(norms[size]![norm], 3)]
      : [`size ε (${SIZES[norm].unit})`, formatNumber(epsilon[size]!)],
    ...foundFacts(result),
  ]
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Of attacks that look for the least that misleads. */
function foundFacts(result: DigitAttackShape): (readonly [string, string])[] {
  const quartiles =
    'smallest' in result ? result.smallest.quartiles : 'fewest' in result ? result.fewest.quartiles : null
  return quartiles === null
    ? []
    : [[`least that misleads, median (${SIZES[result.norm].unit})`, formatNumber(quartiles[1], 3)]]
}
