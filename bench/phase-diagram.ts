import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import { startService } from '../src/service.ts'
import { median, report } from './statistics.ts'

const POINTS = 1000
const PAIRS = 7

/** A phase diagram of 1000 × 1000 points through the whole service, on one worker and on two, in turn. */
export async function benchPhaseDiagram(): Promise<void> {
  for (const model of ['revised-akpr', 'shp1-feedback']) {
    const ratios: number[] = []
    const seconds: Record<number, number[]> = { 1: [], 2: [] }
    const services = { 1: await start(1), 2: await start(2) }
    for (const workers of [1, 2] as const) await run(services[workers].url, model)
    for (let pair = 0; pair < PAIRS; pair++) {
      const [one, two] = [await run(services[1].url, model), await run(services[2].url, model)]
      seconds[1]!.push(one)
      seconds[2]!.push(two)
      ratios.push(one / two)
    }
    await services[1].close()
    await services[2].close()
    report(`phase diagram 1000 × 1000, ${model}`, {
      'one worker s': median(seconds[1]!),
      'two workers s': median(seconds[2]!),
      'one/two (median of 7)': median(ratios),
      least: Math.min(...ratios),
      most: Math.max(...ratios),
    })
  }
}

function start(workers: number) {
  const config = readConfig({ PORT: '0', ANTAGON_DATA: ':memory:', ANTAGON_WORKERS: String(workers) })
  return startService(config, pino({ level: 'warn' }))
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
