import type { CDPSession, Page } from 'playwright-core'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { descentSpec } from '../descents.ts'
import { startTestService } from '../service.ts'
import { openPage } from './browser.ts'
import { untilIteration } from './shown-iteration.ts'

/** What a page costs and shows while it watches a job that makes a frame at every iteration. */
export interface LiveFigures {
  /** Pictures a second that the browser drew, the best of some stretches of a second: others use the machine too. */
  readonly picturesPerSecond: number
  /** Frames a second that the job made over the whole time. */
  readonly framesPerSecond: number
  /** Bytes of live objects of the page after a tenth of the iterations and at the end. */
  readonly heap: { readonly early: number; readonly end: number }
}

const POPULATION = 4000

/** Watches a descent of so many iterations, with a frame each. */
export async function measureLive(iterations: number): Promise<LiveFigures> {
  const service = await startTestService({ workers: 1 })
  const spec = descentSpec(POPULATION, { maxIterations: iterations, stepSize: 1e-6, frameEvery: 1 })
  const job = (await (await service.request('/v1/attacks', { body: spec })).json()) as JobResource
  const page = await openPage(`${service.url}/?job=${job.id}`)
  const session = await page.context().newCDPSession(page)
  await untilIteration(page, iterations / 10)
  const early = await heapOf(session)
  const rates: number[] = []
  const hasEnded = () => page.getByText('The iterations ran out').isVisible()
  // A stretch in which the job has ended tells nothing.
  for (let rate = 0; ; rates.push(rate)) {
    rate = await picturesPerSecond(page)
    if (await hasEnded()) break
  }
  await untilIteration(page, iterations, iterations)
  const end = await heapOf(session)
  const { startedAt, finishedAt } = (await (await service.request(job.links.self)).json()) as JobResource
  await service.close()
  const seconds = (Date.parse(finishedAt!) - Date.parse(startedAt!)) / 1000
  return {
    picturesPerSecond: Math.max(...rates),
    framesPerSecond: iterations / seconds,
    heap: { early, end },
  }
}

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('Performance.enable')
  await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value
}

/** Counts the pictures of one second, while the job runs. */
function picturesPerSecond(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const began = performance.now()
        let pictures = 0
        const count = (now: number) => {
          pictures++
          if (now - began < 1000) requestAnimationFrame(count)
          else resolve((1000 * pictures) / (now - began))
        }
        requestAnimationFrame(count)
      }),
  )
}
