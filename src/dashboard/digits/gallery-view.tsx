import { useRef, useState } from 'preact/hooks'
import type { Method } from '../attack/attack-methods.ts'
import { submit } from '../service/client.ts'
import { JobView } from '../ui/job-panel.tsx'
import { WhenLoaded } from '../ui/loading.tsx'
import { useAction } from '../ui/use-action.ts'
import { useLoaded } from '../ui/use-loaded.ts'
import { useQuery } from '../ui/use-query.ts'
import { useTexts } from '../ui/use-texts.ts'
import { type Classifier, loadClassifiers } from './classifiers.ts'
import { attackSpec, loadDigitAttacks, SIZES, sizesUpTo } from './digit-methods.ts'
import { GalleryForm } from './gallery-form.tsx'
import { GalleryResult } from './gallery-result.tsx'
import { NONE_SO_FAR, withMessage } from './right-so-far.ts'
import { SoFar } from './so-far.tsx'
import { useAttackChoice } from './use-attack-choice.ts'
import { useClassifiers } from './use-classifiers.ts'

/** Attacks the first test images of a classifier and shows some of them, before and after. */
export function GalleryView() {
  const [offered, again] = useLoaded('gallery', async (signal) => {
    const [classifiers, methods] = await Promise.all([loadClassifiers(signal), loadDigitAttacks(signal)])
    return { classifiers, methods }
  })
  return (
    <WhenLoaded loaded={offered} what="classifiers and attacks" again={again}>
      {(value) => <Gallery {...value} />}
    </WhenLoaded>
  )
}

const DEFAULT_ATTACK = 'pgd'
const DEFAULTS = { sizes: '4', count: '100', shown: '8' } as const

function Gallery({
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
    kind: 'attack',
    options: 'options',
    sizes: 'epsilon',
  })
  const classifier = classifiers.find(({ name }) => name === query.classifier) ?? classifiers[0]!
  const [texts, setText] = useTexts({ ...DEFAULTS, epsilon: String(SIZES[attack.norm].usual) })
  const {
    busy,
    refusal,
    run: send,
  } = useAction(async () => {
    const count = Number(texts.count)
    const spec = attackSpec(
      attack.method,
      classifier,
      { count, examples: Math.min(Number(texts.shown), count) },
      sizesUpTo(Number(texts.epsilon), Number(texts.sizes), attack.norm),
      attack.options,
    )
    change({ gallery: (await submit('/v1/attacks', spec)).id, size: null }, true)
    // On a narrow page what happens lies below the form.
    view.current?.scrollIntoView({ block: 'nearest' })
  })
  return (
    <div class="side-by-side">
      <GalleryForm
        classifiers={classifiers}
        methods={methods}
        classifier={classifier}
        attack={attack}
        texts={texts}
        busy={busy}
        refusal={refusal}
        onClassifier={(name) => change({ classifier: name })}
        onText={setText}
        onSubmit={() => void send()}
      />
      <div class="card" ref={view}>
        {query.gallery === undefined ? (
          <div class="empty">
            <p>No digits have been attacked yet.</p>
            <p>Choose a classifier and an attack, and press “Attack”.</p>
          </div>
        ) : (
          <GalleryJob key={query.gallery} id={query.gallery} onEnd={() => setEnded((count) => count + 1)} />
        )}
      </div>
    </div>
  )
}

function GalleryJob({ id, onEnd }: { readonly id: string; readonly onEnd: () => void }) {
  const [counts, setCounts] = useState(NONE_SO_FAR)
  return (
    <JobView
      id={id}
      onMessage={(message) => {
        if (message.type === 'end') onEnd()
        else setCounts((before) => withMessage(before, message))
      }}
      unfinished={<SoFar counts={counts} />}
    >
      {(job) => <GalleryResult job={job} />}
    </JobView>
  )
}
