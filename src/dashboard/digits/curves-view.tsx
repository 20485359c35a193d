import { useRef, useState } from 'preact/hooks'
import type { Method } from '../attack/attack-methods.ts'
import { submit } from '../service/client.ts'
import { WhenLoaded } from '../ui/loading.tsx'
import { useAction } from '../ui/use-action.ts'
import { useLoaded } from '../ui/use-loaded.ts'
import { useQuery } from '../ui/use-query.ts'
import { useTexts } from '../ui/use-texts.ts'
import { type Classifier, loadClassifiers } from './classifiers.ts'
import type { Drawn } from './curves.ts'
import { CurvesForm } from './curves-form.tsx'
import { CurvesResult } from './curves-result.tsx'
import { attackSpec, hasSizes, loadDigitAttacks, SIZES } from './digit-methods.ts'
import { listOf, numbersOf } from './lists.ts'
import { useAttackChoice } from './use-attack-choice.ts'
import { useClassifiers } from './use-classifiers.ts'

/** Accuracy against the size of an attack, for chosen classifiers: one job each, drawn as it goes. */
export function CurvesView() {
  const [offered, again] = useLoaded('curves', async (signal) => {
    const [classifiers, methods] = await Promise.all([loadClassifiers(signal), loadDigitAttacks(signal)])
    return { classifiers, methods: methods.filter(hasSizes) }
  })
  return (
    <WhenLoaded loaded={offered} what="classifiers and attacks" again={again}>
      {(value) => <Curves {...value} />}
    </WhenLoaded>
  )
}

const DEFAULT_ATTACK = 'pgd'
const DEFAULT_CLASSIFIERS = 'mlp-plain,mlp-hill-10'
const DEFAULT_IMAGES = '200'

function Curves({
  classifiers: loaded,
  methods,
}: {
  readonly classifiers: readonly Classifier[]
  readonly methods: readonly Method[]
}) {
  const [query, change] = useQuery()
  const [ended, setEnded] = useState(0)
  const view = useRef<HTMLDivElement>(null)
  const classifiers = useClassifiers(loaded, ended)
  const attack = useAttackChoice(methods, DEFAULT_ATTACK, {
    kind: 'method',
    options: 'methodOptions',
    sizes: 'sizesList',
  })
  const [texts, setText] = useTexts({ sizesList: SIZES[attack.norm].list, images: DEFAULT_IMAGES })
  // One that has none chosen says so in the address: without a word the usual ones are chosen.
  const names = listOf(query.networks ?? DEFAULT_CLASSIFIERS)
  const chosen = classifiers.filter(({ name }) => names.includes(name))
  const ids = listOf(query.curves)
  const drawn: Drawn = { certified: query.certified !== 'no', control: query.control === 'yes' }
  const {
    busy,
    refusal,
    run: send,
  } = useAction(async () => {
    if (chosen.length === 0) throw new RangeError('Tick at least one classifier.')
    const begun: string[] = []
    for (const classifier of chosen) {
      const images = { count: Number(texts.images), examples: 0 }
      const spec = attackSpec(attack.method, classifier, images, numbersOf(texts.sizesList), attack.options)
      begun.push((await submit('/v1/attacks', spec)).id)
      // As soon as there is one it is shown, also where a later one is refused.
      change({ curves: begun.join(',') }, begun.length === 1)
    }
    // On a narrow page what happens lies below the form.
    view.current?.scrollIntoView({ block: 'nearest' })
  })
  return (
    <div class="side-by-side">
      <CurvesForm
        classifiers={classifiers}
        names={names}
        methods={methods}
        attack={attack}
        texts={texts}
        drawn={drawn}
        busy={busy}
        refusal={refusal}
        onNames={(list) => change({ networks: list.join(',') || 'none' })}
        onText={setText}
        onDrawn={({ certified, control }) =>
          change({ certified: certified ? null : 'no', control: control ? 'yes' : null })
        }
        onSubmit={() => void send()}
      />
      <div class="card" ref={view}>
        {ids.length === 0 ? (
          <div class="empty">
            <p>No curve has been drawn yet.</p>
            <p>Tick some classifiers, choose an attack, and press “Attack all”.</p>
          </div>
        ) : (
          <CurvesResult key={ids[0]} ids={ids} drawn={drawn} onEnd={() => setEnded((count) => count + 1)} />
        )}
      </div>
    </div>
  )
}
