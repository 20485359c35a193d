import { type CellModelEntry, loadModels } from '../forms/cell.ts'
import { loadPresetsIn, type Preset } from '../service/presets.ts'
import { WhenLoaded } from '../ui/loading.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import type { CriticalPoints, Curve } from './curve.ts'
import { CurveChart } from './curve-chart.tsx'
import { type CurveChoice, type CurveQuestion, questionOf, type Shown } from './curve-choice.ts'
import { CurveControls } from './curve-controls.tsx'
import { evaluateCurve, findCriticalPoints } from './curve-service.ts'
import { findingsOf } from './findings.ts'
import { fieldsAtFault, onPage } from './refusals.ts'
import { useChoice } from './use-choice.ts'
import { type LatestValue, useLatest } from './use-latest.ts'

/** Critical points are looked for once the sliders have rested so long. */
const QUIET_MS = 150

/** How antagonists of one binding time change the output: the curve follows the sliders. */
export function CurveView() {
  const [loaded, again] = useLoaded('curve', async (signal) => {
    const groups = ['antagonism-potential']
    const [models, presets] = await Promise.all([loadModels(signal), loadPresetsIn(groups, signal)])
    return { models, presets }
  })
  return (
    <WhenLoaded loaded={loaded} what="the models" again={again}>
      {({ models, presets }) => <Explorer models={models} presets={presets} />}
    </WhenLoaded>
  )
}

function Explorer({
  models,
  presets,
}: {
  readonly models: readonly CellModelEntry[]
  readonly presets: readonly Preset[]
}) {
  const [choice, setChoice] = useChoice(models)
  const { question, mistake } = asked(choice, models)
  const key = question && JSON.stringify(question)
  const curve = useLatest(key, () => evaluateCurve(question!))
  const points = useLatest(key, () => findCriticalPoints(question!), QUIET_MS)
  const refusal = mistake ?? curve.error
  const askAgain = () => {
    curve.again()
    points.again()
  }
  return (
    <div class="side-by-side explorer">
      <section class="card" aria-label="Model, parameters and ligands">
        {refusal !== null && <Refusal error={refusal} again={askAgain} />}
        <CurveControls
          models={models}
          choice={choice}
          presets={presets}
          atFault={fieldsAtFault(refusal)}
          onChoice={setChoice}
        />
      </section>
      <section class="card" aria-labelledby="curve-title">
        <div class="row spread">
          <h2 id="curve-title">
            {choice.shown === 'output' ? 'Output T(τ2)' : 'Fold change FC(τ2) = T(τ2)/T(agonist alone)'}
          </h2>
          <ShownChoice shown={choice.shown} onShown={(shown) => setChoice({ ...choice, shown })} />
        </div>
        <Drawing
          curve={curve}
          points={points}
          current={refusal === null ? key : null}
          refused={refusal !== null}
          shown={choice.shown}
        />
      </section>
    </div>
  )
}

/** What went wrong; where the values are not to blame, one may ask again. */
function Refusal({ error, again }: { readonly error: unknown; readonly again: () => void }) {
  return (
    <ErrorNotice error={onPage(error)}>
      {fieldsAtFault(error).size === 0 && (
        <div class="row">
          <button type="button" onClick={again}>
            Try again
          </button>
        </div>
      )}
    </ErrorNotice>
  )
}

function asked(
  choice: CurveChoice,
  models: readonly CellModelEntry[],
): { readonly question: CurveQuestion | null; readonly mistake: unknown } {
  try {
    return { question: questionOf(choice, models), mistake: null }
  } catch (mistake) {
    return { question: null, mistake }
  }
}

const SHOWN: readonly (readonly [Shown, string])[] = [
  ['output', 'T(τ2)'],
  ['fold-change', 'FC(τ2)'],
]

function ShownChoice({
  shown,
  onShown,
}: {
  readonly shown: Shown
  readonly onShown: (shown: Shown) => void
}) {
  return (
    <fieldset class="choices">
      <legend class="visually-hidden">What is drawn</legend>
      {SHOWN.map(([value, label]) => (
        <label class="check" key={value}>
          <input type="radio" name="shown" checked={shown === value} onChange={() => onShown(value)} />
          {label}
        </label>
      ))}
    </fieldset>
  )
}

/** The last curve that came, marked where it is not what the sliders say. */
function Drawing({
  curve,
  points,
  current,
  refused,
  shown,
}: {
  readonly curve: LatestValue<Curve>
  readonly points: LatestValue<CriticalPoints>
  /** Key of what the sliders say; null where that was refused. */
  readonly current: string | null
  readonly refused: boolean
  readonly shown: Shown
}) {
  if (curve.value === null) {
    return (
      <p class="faint" role="status">
        {refused ? 'There is no curve yet: mend what was refused.' : 'Loading the curve…'}
      </p>
    )
  }
  if (shown === 'fold-change' && !(curve.value.alone > 0)) {
    return (
      <p role="status">
        The agonist alone gives no output, so there is no fold change. Choose T(τ2), or more agonists.
      </p>
    )
  }
  const fresh = current !== null && points.valueKey === current && curve.valueKey === current
  const foldOf = shown === 'output' ? null : curve.value.alone
  return (
    <>
      {refused && (
        <p class="notice warning">
          An old curve: it is of the last values that the service took, not of those that stand beside it.
        </p>
      )}
      <div class={refused ? 'old' : ''}>
        <CurveChart curve={curve.value} points={fresh ? points.value : null} shown={shown} />
      </div>
      {points.error !== null && !refused && <Refusal error={points.error} again={points.again} />}
      {points.value !== null && (
        <section aria-label="Critical points" aria-busy={!fresh} class={fresh ? '' : 'old'}>
          <h3>Between τ2 = 0 and τc</h3>
          <ul class="findings numeric" aria-live="polite">
            {findingsOf(points.value, foldOf && points.value.agonist.output).map((finding) => (
              <li key={finding}>{finding}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
