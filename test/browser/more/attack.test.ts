import { expect, test } from 'vitest'
import type { JobResource } from '../../../src/api/schemas/job.ts'
import { open, service } from '../attack-page.ts'
import { describeInBrowser, openPage } from '../browser.ts'

const IDEAL = { N: 3, m: 2, criticalBindingTime: 3 }

describeInBrowser('attacking a cell in a browser', () => {
  test('shows the picture that ligands came from, before and as it is', async () => {
    const page = await open('/?preset=letters-2-1')
    await page.getByRole('button', { name: 'Attack', exact: true }).click()
    await page.getByText('The boundary is crossed').waitFor()
    const [before, now] = await page.locator('canvas.pixels').evaluateAll((canvases) =>
      (canvases as HTMLCanvasElement[]).map((canvas) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
        return {
          width: canvas.width,
          height: canvas.height,
          greys: Array.from(data).filter((_, i) => i % 4 === 0),
        }
      }),
    )
    expect(before).toMatchObject({ width: 84, height: 36 })
    // Agonists do not move; of the others most were pushed.
    const moved = before!.greys.filter((grey, i) => grey !== now!.greys[i])
    expect(moved.length).toBeGreaterThan(1000)
    expect(Math.max(...moved)).toBeLessThan((3 / 4) * 255)
  })

  test('says so where its address names something else', async () => {
    const other = { kind: 'certificate', target: { model: 'adaptive-proofreading', parameters: IDEAL } }
    const body = { ...other, agonists: [{ bindingTime: 3.5, quantity: 10 }], free: { count: 10 } }
    const job = (await (await service.request('/v1/simulations', { body })).json()) as JobResource
    const page = await open(`/?job=${job.id}`)
    await page.getByText('This job is no attack on the ligands of a cell').waitFor()
    const nonsense = await open('/?spec=%7B')
    expect(await nonsense.getByRole('alert').textContent()).toContain('names no attack')
    expect(await nonsense.getByRole('button', { name: 'Attack', exact: true }).isEnabled()).toBe(true)
  })

  test('keeps what was typed in its address, for others to open', async () => {
    const page = await open('/?preset=table-3-2')
    await page.getByLabel('N', { exact: true }).fill('3.5')
    await page.waitForURL(/spec=/)
    const shared = await openPage(page.url())
    expect(await shared.getByLabel('N', { exact: true }).inputValue()).toBe('3.5')
  })
})
