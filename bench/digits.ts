import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import { startService } from '../src/service.ts'
import { median, report } from './statistics.ts'

const HIDDEN = ['4', '100']

interface Rates {
  readonly hidden: number
  readonly trainingStepsPerSecond: number
  readonly fgsmBatchesPerSecond: number
}

/**
 * Training steps and FGSM on batches of 100 images, one thread each, beside the PyTorch program on networks of the same
 * shape, in turn; and PGD on all test images through the whole service. Needs `python3` with torch.
 */
export async function benchDigits(): Promise<void> {
  for (const hidden of HIDDEN) {
    const torch = ratesOf('python3', 'digits_torch.py', hidden)
    const ours = ratesOf(process.execPath, 'digits-rates.ts', hidden)
    report(`784-${hidden}-2, batches of 100`, {
      'training steps/s torch': torch.trainingStepsPerSecond,
      ours: ours.trainingStepsPerSecond,
      'ours/torch': ours.trainingStepsPerSecond / torch.trainingStepsPerSecond,
      'FGSM batches/s torch': torch.fgsmBatchesPerSecond,
      'ours ': ours.fgsmBatchesPerSecond,
      'ours/torch ': ours.fgsmBatchesPerSecond / torch.fgsmBatchesPerSecond,
    })
  }
  for (const workers of [1, 2]) await benchPgd(workers)
}

function ratesOf(program: string, file: string, hidden: string): Rates {
  return JSON.parse(
    execFileSync(program, [join(import.meta.dirname, file), hidden], { encoding: 'utf8' }),
  ) as Rates
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
