import { expect, test } from 'vitest'
import type { DescentShape } from '../../../src/api/result-shapes.ts'
import { descentSpec, QUIET_DESCENT } from '../../descents.ts'
import { type ServiceProcess, startServiceProcess, temporaryFolder } from '../../process.ts'
import { submit } from '../../restart/jobs.ts'
import { startTestService } from '../../service.ts'
import { openSocket } from '../../socket-client.ts'
import { describeInBrowser } from '../browser.ts'
import { layWire } from '../proxy.ts'
import { openJob, untilIteration } from '../shown-iteration.ts'

async function resultOf(service: ServiceProcess, job: string): Promise<DescentShape> {
  return (await (await service.request(`/v1/jobs/${job}/result`)).json()) as DescentShape
}

describeInBrowser('an attack that is watched', () => {
  test('goes on by itself when the service is killed in the middle and started again', async () => {
    const settings = { ANTAGON_DATA: temporaryFolder(), ANTAGON_WORKERS: '1' }
    const first = await startServiceProcess(settings)
    // Some seconds of work, with checkpoints.
    const spec = descentSpec(20_000, {
      maxIterations: 60_000,
      stepSize: 1e-3,
      binWidth: 0.01,
      frameEvery: 10,
    })
    // The page is there before the job begins, however long it takes to open.
    const ahead = await submit(first, QUIET_DESCENT)
    const { id, links } = await submit(first, spec)
    const stream = openSocket(first.url, links.stream)
    const page = await openJob(first.url, id)
    await page.getByText('Waiting for the first frame').waitFor()
    await first.request(ahead.links.self, { method: 'DELETE' })
    await stream.until('300 frames', (messages) => messages.length >= 300)
    // However late the page shows what it was sent, the job goes no further.
    first.signal('SIGSTOP')
    const reached = await untilIteration(page, 1)
    await first.kill('SIGKILL')
    await page.getByText('The connection is lost').waitFor()
    // What was shown stays.
    await untilIteration(page, reached)
    const second = await startServiceProcess({ ...settings, PORT: new URL(first.url).port })
    expect(second.url).toBe(first.url)
    await untilIteration(page, reached + 1)
    await page.getByText('The iterations ran out').waitFor()
    const { iterations, trajectory } = await resultOf(second, id)
    expect((await (await second.request(`/v1/jobs/${id}`)).json()) as object).toMatchObject({ attempt: 2 })
    expect(iterations).toBe(60_000)
    expect(trajectory.iteration.at(-1)).toBe(60_000)
    await untilIteration(page, 60_000, 60_000)
  })

  test('can be used over a slow network, and comes to the right end', async () => {
    const service = await startTestService({ workers: 1 })
    // A poor mobile connection; the frames alone take some seconds.
    const wire = await layWire(service.url, 300_000)
    const spec = descentSpec(2000, { maxIterations: 40_000, stepSize: 1e-3, binWidth: 0.005, frameEvery: 40 })
    const job = (await (await service.request('/v1/attacks', { body: spec })).json()) as { id: string }
    const page = await openJob(wire.url, job.id)
    await untilIteration(page, 0)
    // The page answers while frames arrive as they can.
    await page.getByLabel('m', { exact: true }).fill('2')
    expect(await page.getByLabel('m', { exact: true }).inputValue()).toBe('2')
    await page.getByText('The iterations ran out').waitFor()
    await untilIteration(page, 40_000, 40_000)
    await service.close()
  })
})
