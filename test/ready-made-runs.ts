import { type Classifier, digestOf, flatten, networkOf, shapeOf } from '../src/jobs/classifier.ts'
import type { KindResult, PartSetting, SplitKind, WholeKind } from '../src/jobs/kind.ts'
import { kindFor } from '../src/jobs/kinds.ts'
import { READY_MADE } from '../src/jobs/ready-made.ts'

type Spec = Readonly<Record<string, unknown>> & { readonly kind: string }

const trained = new Map<string, Classifier>()

/** A ready-made classifier, trained in this thread when it is first asked for. */
function classifier(name: string): Classifier {
  const found = trained.get(name) ?? train(name)
  trained.set(name, found)
  return found
}

function train(name: string): Classifier {
  const { spec, seed } = READY_MADE.find((entry) => entry.name === name)!
  const events = (kindFor(spec.kind, spec) as WholeKind).run(spec, { ...settingOf(seed), resumeFrom: null })
  for (;;) {
    const { done, value } = events.next()
    if (!done) continue
    const { labels, network, metrics } = value.classifier!
    const shape = shapeOf(network, labels)
    const weights = flatten(network)
    const provenance = { source: 'uploaded', original: null } as const
    const digest = digestOf(shape, weights)
    return {
      head: { ...shape, name, createdAt: '2026-01-01T00:00:00Z', owner: null, digest, provenance, metrics },
      network: networkOf(shape, weights),
    }
  }
}

function settingOf(seed: number): PartSetting {
  return { seed, shouldStop: () => false, classifier }
}

/** The summary of a job on ready-made classifiers, all of whose parts are run here, one after the other. */
export function summaryOf<Summary>(spec: Spec, seed = 7): Summary {
  const kind = kindFor(spec.kind, spec) as SplitKind
  const setting = settingOf(seed)
  const values = Array.from(
    { length: kind.parts(spec) },
    (_, part) => kind.runPart(spec, part, setting).value,
  )
  const result: KindResult = kind.join(spec, values, setting)
  return result.summary as Summary
}
