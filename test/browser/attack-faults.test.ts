import { test } from 'vitest'
import { endlessDescent } from '../descents.ts'
import { startTestService } from '../service.ts'
import { describeInBrowser } from './browser.ts'
import { layWire } from './proxy.ts'
import { expectFirstMoments, openJob, untilIteration } from './shown-iteration.ts'

describeInBrowser('an attack that is watched', () => {
  test('is taken up where it was left when the connection breaks', async () => {
    const service = await startTestService({ workers: 1 })
    const wire = await layWire(service.url)
    const job = (await (await service.request('/v1/attacks', { body: endlessDescent(100) })).json()) as {
      id: string
    }
    const page = await openJob(wire.url, job.id)
    const reached = await untilIteration(page, 1000)
    wire.cut()
    await page.getByText('The connection is lost').waitFor()
    wire.mend()
    await page.getByText('The connection is lost').waitFor({ state: 'detached' })
    await untilIteration(page, reached + 1)
    // The history has no hole: the stream was taken up after what had come.
    await page.getByRole('button', { name: 'Pause the view' }).click()
    await expectFirstMoments(
      page,
      Array.from({ length: 14 }, (_, i) => 100 * i),
    )
    await service.close()
  })
})
