import { fgsm } from '../src/core/attacks/fgsm.ts'
import { marginTargets } from '../src/core/digits/margin-target.ts'
import { DIGIT_PIXELS } from '../src/core/digits/network.ts'
import { initialMlp } from '../src/core/digits/training/initial-network.ts'
import { ADAM_DEFAULTS } from '../src/core/digits/training/optimiser.ts'
import { Trainer } from '../src/core/digits/training/trainer.ts'
import { randomStream } from '../src/core/numerics/random.ts'
import { median } from './statistics.ts'

/*
 * Training and FGSM on networks of the shape of digits_torch.py, on dense random images as there; one thread, in a
 * process of its own as that is. usage: digits-rates.ts hidden …: a line of JSON for each.
 */

const BATCH = 100
const EPSILON = 0.1

/** Rates are taken over so long, so many times; the median counts. */
const SECONDS = 0.5
const RUNS = 5

const random = randomStream(1, 0)
const images = Float64Array.from({ length: BATCH * DIGIT_PIXELS }, () => random.uniform())
const classes = Uint8Array.from({ length: BATCH }, () => (random.uniform() < 0.5 ? 0 : 1))

function trainingStep(hidden: number): () => void {
  const trainer = new Trainer(initialMlp([hidden], null, randomStream(2, 0)), BATCH)
  const optimiser = { method: 'adam', ...ADAM_DEFAULTS } as const
  const batch = { pixels: images, classes, count: BATCH }
  return () => {
    trainer.learn(batch, optimiser, 0)
  }
}

/** The attack that the service makes: one image after the other, each exactly within its budget. */
function fgsmBatch(hidden: number): () => void {
  const targets = marginTargets(initialMlp([hidden], null, randomStream(2, 0)))
  const single = Array.from({ length: BATCH }, (_, k) =>
    images.slice(k * DIGIT_PIXELS, (k + 1) * DIGIT_PIXELS),
  )
  return () => {
    for (let k = 0; k < BATCH; k++) fgsm(targets[classes[k]!]!, single[k]!, EPSILON)
  }
}

/** How often a second. */
function rate(work: () => void): number {
  for (let i = 0; i < 20; i++) work()
  return median(
    Array.from({ length: RUNS }, () => {
      const began = performance.now()
      let count = 0
      while (performance.now() - began < 1000 * SECONDS) {
        work()
        count++
      }
      return (1000 * count) / (performance.now() - began)
    }),
  )
}

for (const hidden of process.argv.slice(2).map(Number)) {
  const rates = {
    hidden,
    trainingStepsPerSecond: rate(trainingStep(hidden)),
    fgsmBatchesPerSecond: rate(fgsmBatch(hidden)),
  }
  process.stdout.write(`${JSON.stringify(rates)}\n`)
}
