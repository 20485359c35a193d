import { antagonismSpec, slowAntagonismSpec } from '../../antagonism.ts'
import { descentSpec, SHORT_DESCENT } from '../../descents.ts'
import { SHORT } from '../../short.ts'
import type { Draw } from './draw.ts'

const CELL = { model: 'adaptive-proofreading', parameters: { N: 5, m: 3, criticalBindingTime: 3 } }

interface Offer {
  readonly name: string
  readonly spec: { readonly kind: string }
  /** How often it is drawn, beside the others. */
  readonly weight: number
}

/** A job that takes some ten seconds: it comes to its end only because it goes on from its checkpoints. */
export const LONG_DESCENT: Offer = {
  name: 'a long descent',
  spec: descentSpec(30_000, { maxIterations: 400_000, binWidth: 0.01 }),
  weight: 0,
}

/** What clients submit: of milliseconds and of a second, whole and split, with many frames and with large results. */
export const OFFERS: readonly Offer[] = [
  { name: 'a short descent', spec: SHORT_DESCENT, weight: 5 },
  {
    name: 'a descent of a second',
    spec: descentSpec(30_000, { maxIterations: 40_000, binWidth: 0.01 }),
    weight: 3,
  },
  {
    name: 'a descent of wide frames',
    // A frame of 20 kB: more than a connection takes while nobody reads.
    spec: descentSpec(1000, { maxIterations: 500, binWidth: 0.0005, frameEvery: 1 }),
    weight: 1,
  },
  { name: 'a large field', spec: antagonismSpec({ bindingTimes: 700, quantities: 400 }), weight: 3 },
  {
    name: 'a grid in parts',
    spec: slowAntagonismSpec({ bindingTimes: 150, quantities: 150 }),
    weight: 3,
  },
  {
    name: 'an ensemble',
    spec: {
      kind: 'ensemble',
      seed: 4,
      target: { model: 'kinetic-proofreading', parameters: { steps: 2 } },
      ligand: { bindingTime: [2, 8], quantity: [20, 100] },
      time: [1, 10, 30],
      replicates: 240,
    } as Offer['spec'],
    weight: 3,
  },
  {
    name: 'a training',
    spec: { kind: 'mlp', seed: 4, hidden: [4], digits: { count: 300 }, epochs: 30 } as Offer['spec'],
    weight: 3,
  },
  {
    name: 'fgsm on a network',
    spec: {
      kind: 'fgsm',
      seed: 1,
      target: { classifier: 'linear' },
      digits: { count: 50 },
      options: { epsilon: 0.1 },
    } as Offer['spec'],
    weight: 2,
  },
  {
    name: 'pgd on a cell',
    spec: {
      kind: 'pgd',
      seed: 2,
      target: CELL,
      ligands: SHORT_DESCENT.ligands,
      coordinates: 'bindingTime',
      options: { epsilon: [0.1, 0.2], restarts: 2 },
    } as Offer['spec'],
    weight: 2,
  },
]

/** All that may be submitted. */
export const ALL_OFFERS: readonly Offer[] = SHORT ? OFFERS : [...OFFERS, LONG_DESCENT]

const TICKETS = OFFERS.flatMap((offer) => new Array<Offer>(offer.weight).fill(offer))

export function drawOffer(draw: Draw): Offer {
  return draw.pick(TICKETS)
}

export type { Offer }
