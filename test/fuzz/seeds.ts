import { MODELS } from '../../src/jobs/models.ts'
import type { Preset } from '../../src/presets/preset.ts'
import { allPresets } from '../../src/presets/presets.ts'
import { cellColumn, matrix, networkColumn } from '../api/matrix-specs.ts'
import { emptyReceptors, shortDescent } from '../api/specs.ts'
import { LINEAR, MACHINE, MEMORY, MLP } from '../api/training-specs.ts'
import { submissionPath } from '../submission-path.ts'

/** The classifier that attacks on digits name: trained in a moment when a part begins. */
export const TINY = { ...LINEAR, name: 'tiny', digits: { count: 50 }, epochs: 1 }

/** Sizes that make a preset dear, and what they are here. */
const SMALL: Readonly<Record<string, number>> = { points: 3, count: 40, replicates: 3, steps: 3, epochs: 1 }

/** What takes most when nothing is said of it. */
const FEW_ITERATIONS = { maxIterations: 50 }
const FEW_IMAGES = { count: 2 }

/** Of bodies that only differ in numbers, this many: the table of descents is one body to a fuzzer. */
const MOST_ALIKE = 2

/** Valid bodies by the path to post them to; jobs that take milliseconds. */
export function seedBodies(classifierDocument: unknown): ReadonlyMap<string, readonly unknown[]> {
  const jobs = [
    ...[...distinct(allPresets().map(({ body }) => body))].map((body) => lightened(body)),
    matrix([
      cellColumn(2, 1, { inputs: 1 }),
      networkColumn(TINY.name, { inputs: 1, transferFrom: TINY.name }),
    ]),
    shortDescent(),
    emptyReceptors(2, 1, 0.2),
    ...[LINEAR, MLP, MEMORY, MACHINE].map((body) => ({ ...body, digits: { count: 40 } })),
  ]
  const bodies = new Map<string, unknown[]>([['/v1/classifiers', [classifierDocument]]])
  for (const body of jobs) {
    const path = submissionPath(body)
    bodies.set(path, [...(bodies.get(path) ?? []), body])
  }
  const mixtures = [
    { ligands: [{ bindingTime: 3.5, quantity: 3000 }] },
    { ligands: [{ bindingTime: 0, quantity: 1 }] },
  ]
  for (const { name, defaults } of MODELS) {
    const parameters = defaults === null ? { N: 5, m: 3, criticalBindingTime: 3 } : {}
    bodies.set(`/v1/models/${name}/evaluate`, [
      { parameters, mixtures, gradient: true },
      { parameters, mixtures },
    ])
  }
  return bodies
}

function* distinct(bodies: readonly Preset['body'][]): Generator<Preset['body']> {
  const seen = new Map<string, number>()
  for (const body of bodies) {
    // A light one is below.
    if (body.kind === 'robustness-matrix') continue
    const shape = JSON.stringify(body).replace(/[\d.]+/g, '')
    const alike = (seen.get(shape) ?? 0) + 1
    seen.set(shape, alike)
    if (alike <= MOST_ALIKE) yield body
  }
}

/** A preset that takes milliseconds. */
function lightened(body: Preset['body']): unknown {
  const { kind, target, options, image, from } = body
  const onDigits = typeof target === 'object' && target !== null && 'classifier' in target
  return cheap({
    ...body,
    ...(kind === 'gradient-descent' && { options: { ...(options as object), ...FEW_ITERATIONS } }),
    ...((onDigits || kind === 'mlp') && !image && !from && { digits: FEW_IMAGES }),
  })
}

function cheap(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, typeof value[0] === 'number' ? 3 : undefined).map(cheap)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === 'classifier') return [key, TINY.name]
      return [key, typeof inner === 'number' && key in SMALL ? Math.min(inner, SMALL[key]!) : cheap(inner)]
    }),
  )
}
