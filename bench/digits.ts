import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import { fgsm } from '../src/core/attacks/fgsm.ts'
import { marginTargets } from '../src/core/digits/margin-target.ts'
import { DIGIT_PIXELS } from '../src/core/digits/network.ts'
import { initialMlp } from '../src/core/digits/training/initial-network.ts'
import { ADAM_DEFAULTS } from '../src/core/digits/training/optimiser.ts'
import { Trainer } from '../src/core/digits/training/trainer.ts'
import { randomStream } from '../src/core/numerics/random.ts'
import { startService } from '../src/service.ts'
import { median, report } from './statistics.ts'

const BATCH = 100
const HIDDEN = [4, 100]
const EPSILON = 0.1

/** Rates are taken over so long, so many times; the median counts. */
const SECONDS = 0.5
const RUNS = 7

interface TorchRates {
  readonly hidden: number
  readonly trainingStepsPerSecond: number
  readonly fgsmBatchesPerSecond: number
}

/**
 * Training steps and FGSM on batches of 100 images, one thread each, beside the PyTorch program on networks of the same
 * shape; the images are random and dense, as in it. Needs `python3` with torch.
 */
export async function benchDigits(): Promise<void> {
  const torch = execFileSync(
    'python3',
    [join(import.meta.dirname, 'digits_torch.py'), ...HIDDEN.map(String)],
    {
      encoding: 'utf8',
    },
  )
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TorchRates)
  for (const { hidden, trainingStepsPerSecond, fgsmBatchesPerSecond } of torch) {
    const training = rate(trainingStep(hidden))
    const attack = rate(fgsmBatch(hidden))
    report(`784-${hidden}-2, batches of ${BATCH}`, {
      'training steps/s torch': trainingStepsPerSecond,
      ours: training,
      'ours/torch': training / trainingStepsPerSecond,
      'FGSM batches/s torch': fgsmBatchesPerSecond,
      'ours ': attack,
      'ours/torch ': attack / fgsmBatchesPerSecond,
    })
  }
  for (const workers of [1, 2]) await benchPgd(workers)
}

/** PGD of 40 steps with 5 restarts on all test images of `mlp-plain`, through the whole service. */
async function benchPgd(workers: number): Promise<void> {
  const config = readConfig({ PORT: '0', ANTAGON_DATA: ':memory:', ANTAGON_WORKERS: String(workers) })
  const service = await startService(config, pino({ level: 'warn' }))
  const run = async (digits: object) => {
    const answer = await fetch(`${service.url}/v1/attacks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=300' },
      body: JSON.stringify({
        kind: 'pgd',
        seed: 1,
        target: { classifier: 'mlp-plain' },
        digits: { ...digits, examples: 0 },
        options: { epsilon: 0.2, steps: 40, restarts: 5 },
      }),
    })
    const job = (await answer.json()) as { status: string; startedAt: string; finishedAt: string }
    if (job.status !== 'succeeded') throw new Error(`the attack ended as ${job.status}`)
    return (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000
  }
  // The first trains the network, and warms all workers up.
  await run({ count: 200 })
  const seconds: number[] = []
  for (let i = 0; i < 3; i++) seconds.push(await run({}))
  await service.close()
  report(`PGD-40, 5 restarts, 2 038 images, ${workers} worker${workers === 1 ? '' : 's'}`, {
    'seconds (median of 3)': median(seconds),
  })
}

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
