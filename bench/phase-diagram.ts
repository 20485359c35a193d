import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import { startService } from '../src/service.ts'
import { median, report } from './statistics.ts'

const POINTS = 1000
const PAIRS = 7

/** A loop that needs nothing but a core. */
const BUSY =
  'let sum = 0; for (let i = 0; i < 2e8; i++) sum += Math.sqrt(i); process.exitCode = sum > 0 ? 0 : 1'

/**
 * A phase diagram of 1000 × 1000 points through the whole service, on one worker and on two, in turn; and how much more
 * two processes that only compute get done than one, at the same time: no more than that could be had.
 */
export async function benchPhaseDiagram(): Promise<void> {
  for (const model of ['revised-akpr', 'shp1-feedback']) {
    const ratios: number[] = []
    const machine: number[] = []
    const seconds: Record<number, number[]> = { 1: [], 2: [] }
    const services = { 1: await start(1), 2: await start(2) }
    for (const workers of [1, 2] as const) await run(services[workers].url, model)
    for (let pair = 0; pair < PAIRS; pair++) {
      const [one, two] = [await run(services[1].url, model), await run(services[2].url, model)]
      seconds[1]!.push(one)
      seconds[2]!.push(two)
      ratios.push(one / two)
      machine.push((2 * (await busy(1))) / (await busy(2)))
    }
    await services[1].close()
    await services[2].close()
    report(`phase diagram 1000 × 1000, ${model}`, {
      'one worker s': median(seconds[1]!),
      'two workers s': median(seconds[2]!),
      'one/two (median of 7)': median(ratios),
      least: Math.min(...ratios),
      most: Math.max(...ratios),
      'the machine (median of 7)': median(machine),
    })
  }
}

function start(workers: number) {
  const config = readConfig({ PORT: '0', ANTAGON_DATA: ':memory:', ANTAGON_WORKERS: String(workers) })
  return startService(config, pino({ level: 'warn' }))
}

/** Seconds that so many processes take that only compute. */
async function busy(processes: number): Promise<number> {
  const began = performance.now()
  await Promise.all(
    Array.from({ length: processes }, () => once(spawn(process.execPath, ['-e', BUSY]), 'exit')),
  )
  return (performance.now() - began) / 1000
}

/** Seconds from the job's start to its end, as the service says. */
async function run(url: string, model: string): Promise<number> {
  const axis = (from: number, to: number) => ({ from, to, points: POINTS, scale: 'log' })
  const answer = await fetch(`${url}/v1/simulations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=120' },
    body: JSON.stringify({
      kind: 'decision-boundary',
      diagram: 'phase',
      seed: 1,
      target: { model },
      ligand: { bindingTime: axis(0.5, 50), quantity: axis(1, 1e6) },
    }),
  })
  const job = (await answer.json()) as { status: string; startedAt: string; finishedAt: string }
  if (job.status !== 'succeeded') throw new Error(`the phase diagram ended as ${job.status}`)
  return (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000
}
