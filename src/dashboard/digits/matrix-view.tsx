import { useRef, useState } from 'preact/hooks'
import type { MatrixAttack } from '../../jobs/specs/robustness-matrix.ts'
import { loadMethods } from '../attack/attack-methods.ts'
import { type SubmissionPath, submit } from '../service/client.ts'
import { loadPresetsIn, type Preset } from '../service/presets.ts'
import { WhenLoaded } from '../ui/loading.tsx'
import { useAction } from '../ui/use-action.ts'
import { useLoaded } from '../ui/use-loaded.ts'
import { useQuery } from '../ui/use-query.ts'
import { useTexts } from '../ui/use-texts.ts'
import { type Classifier, loadClassifiers } from './classifiers.ts'
import { listOf } from './lists.ts'
import { labelOf, type MatrixSpec } from './matrix.ts'
import { MatrixForm } from './matrix-form.tsx'
import { MatrixJob } from './matrix-result.tsx'
import { useClassifiers } from './use-classifiers.ts'

/** Which attack works on which cell and network. */
export function MatrixView() {
  const [offered, again] = useLoaded('matrix', async (signal) => {
    const [classifiers, methods, presets] = await Promise.all([
      loadClassifiers(signal),
      loadMethods(signal),
      loadPresetsIn<MatrixSpec>(['robustness'], signal),
    ])
    const method = methods.find(({ kind }) => kind === 'robustness-matrix')
    const attacks = (method?.spec.properties?.attacks?.items?.enum ?? []) as readonly MatrixAttack[]
    return { classifiers, attacks, preset: presets[0]! }
  })
  return (
    <WhenLoaded loaded={offered} what="attacks and targets" again={again}>
      {(value) => <Matrix {...value} />}
    </WhenLoaded>
  )
}

/** Between the labels of targets, such as “cell (3, 2)”. */
const BETWEEN = ';'

/** What stands in the address where nothing is ticked: without a word all is. */
const NOTHING = 'none'

function Matrix({
  classifiers: loaded,
  attacks,
  preset,
}: {
  readonly classifiers: readonly Classifier[]
  readonly attacks: readonly MatrixAttack[]
  readonly preset: Preset<MatrixSpec>
}) {
  const [query, change] = useQuery()
  const [ended, setEnded] = useState(0)
  const view = useRef<HTMLDivElement>(null)
  const classifiers = useClassifiers(loaded, ended)
  const [{ inputs }, setText] = useTexts({ inputs: '' })
  const all = preset.body.targets.map(labelOf)
  const tickedTargets = query.targets === undefined ? all : listOf(query.targets, BETWEEN)
  const tickedAttacks = query.attacks === undefined ? attacks : listOf(query.attacks, BETWEEN)
  const targets = preset.body.targets.filter((target) => tickedTargets.includes(labelOf(target)))
  const made = attacks.filter((attack) => tickedAttacks.includes(attack))
  const {
    busy,
    refusal,
    run: send,
  } = useAction(async () => {
    if (targets.length === 0 || made.length === 0) {
      throw new RangeError('Tick at least one target and one attack.')
    }
    const spec: MatrixSpec = {
      ...preset.body,
      targets: inputs === '' ? targets : targets.map((target) => ({ ...target, inputs: Number(inputs) })),
      ...(made.length < attacks.length && { attacks: made }),
    }
    const { id } = await submit(preset.path as SubmissionPath, spec)
    change({ matrix: id, entry: null }, true)
    // On a narrow page what happens lies below the form.
    view.current?.scrollIntoView({ block: 'nearest' })
  })
  const listed = (list: readonly string[], whole: readonly string[]) =>
    list.length === whole.length ? null : list.join(BETWEEN) || NOTHING
  return (
    <div class="stack">
      <MatrixForm
        preset={preset}
        classifiers={classifiers}
        attacks={attacks}
        tickedTargets={tickedTargets}
        tickedAttacks={tickedAttacks}
        inputs={inputs}
        busy={busy}
        refusal={refusal}
        onTargets={(list) => change({ targets: listed(list, all) })}
        onAttacks={(list) => change({ attacks: listed(list, attacks) })}
        onInputs={(text) => setText('inputs', text)}
        onSubmit={() => void send()}
      />
      <div class="card" ref={view}>
        {query.matrix === undefined ? (
          <div class="empty">
            <p>No matrix has been made yet.</p>
            <p>Tick the targets, and press “Attack all of them”.</p>
          </div>
        ) : (
          <MatrixJob
            key={query.matrix}
            id={query.matrix}
            attacks={attacks}
            onEnd={() => setEnded((count) => count + 1)}
          />
        )}
      </div>
    </div>
  )
}
