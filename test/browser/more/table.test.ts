import type { Locator } from 'playwright-core'
import { expect, it } from 'vitest'
import type { JobResource } from '../../../src/api/schemas/job.ts'
import { LIGAND_COLOUR } from '../../../src/look/ligands.ts'
import { describeInBrowser, openPage } from '../browser.ts'
import { CELLS, cellAt, done, jobsOf, notice, readJson, resultOf, run, service } from '../table-page.ts'

/** How high the bars of a colour are at most, and where the highest one stands, as shares of a canvas. */
function tallest(canvas: Locator, colour: string): Promise<{ height: number; at: number }> {
  return canvas.evaluate((element, wanted) => {
    const { width, height } = element as HTMLCanvasElement
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
    const rgb = [1, 3, 5].map((from) => Number.parseInt(wanted.slice(from, from + 2), 16))
    const heights = Array.from(
      { length: width },
      (_, column) =>
        Array.from({ length: height }, (_, row) => 4 * (row * width + column)).filter((at) =>
          rgb.every((value, channel) => data[at + channel] === value),
        ).length,
    )
    const most = Math.max(...heights)
    const columns = heights.flatMap((value, column) => (value === most ? [column] : []))
    return { height: most / height, at: columns[Math.floor(columns.length / 2)]! / width }
  }, colour)
}

describeInBrowser('the (N, m) table', () => {
  it('draws each histogram on the same axes, and each picture of its ligands', async () => {
    const first = await openPage(`${service.url}/table?maxIterations=100`)
    await run(first).click()
    await done(first)
    const page = await openPage(first.url())
    await page.locator('canvas.shown').nth(14).waitFor()
    const ids = jobsOf(page)
    for (const [N, m] of [
      [1, 0],
      [5, 1],
    ] as const) {
      const { histogram } = await resultOf(ids[CELLS.findIndex((cell) => cell.N === N && cell.m === m)]!)
      const canvas = cellAt(page, N, m).locator('canvas')
      const { height: whole } = (await canvas.boundingBox())!
      const agonists = histogram.counts.slice(15)
      const { height, at } = await tallest(canvas, LIGAND_COLOUR.agonist)
      const expected = (Math.max(...agonists) / 7141) * (1 - 15 / whole)
      expect(Math.abs(height - expected)).toBeLessThan(2 / whole)
      expect(Math.floor(at * histogram.counts.length)).toBe(15 + agonists.indexOf(Math.max(...agonists)))
    }
    const [ring, middle] = await cellAt(page, 0, 1)
      .locator('canvas')
      .evaluate((element) => {
        const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 50, 101, 1)
        return [data[4 * (50 + 35)]!, data[4 * 50]!]
      })
    expect(ring).toBeGreaterThan(180)
    expect(middle).toBeLessThan(100)
  })

  it('cancels what still runs, and runs a cell again that was cancelled or deleted', async () => {
    const page = await openPage(`${service.url}/table`)
    await run(page).click()
    await page.locator('td[data-state="running"]').first().waitFor()
    await page.getByRole('button', { name: 'Cancel what still runs' }).click()
    await done(page)
    await page.getByText('cancelled').first().waitFor()
    const states = await Promise.all(
      jobsOf(page).map(async (id) => (await readJson<JobResource>(`/v1/jobs/${id}`)).status),
    )
    const cancelled = states.filter((status) => status === 'cancelled').length
    await page.getByText(`${cancelled} of 15 did not finish.`).waitFor()
    // Each cell is drawn by itself, and stands in both halves of the table.
    await expect.poll(() => page.locator('td[data-state="cancelled"]').count()).toBe(2 * cancelled)

    const [first, ...others] = jobsOf(page)
    await service.request(`/v1/jobs/${first}`, { method: 'DELETE' })
    await page.reload()
    const cell = cellAt(page, 1, 0)
    await cell.getByText('deleted').waitFor()
    expect(await cell.getByRole('link').count()).toBe(0)
    await page.getByText('Options of all runs').click()
    await page.getByLabel('max iterations').fill('5')
    await cell.getByRole('button', { name: 'Run (1, 0) again' }).click()
    await cell.getByText('crossed').waitFor()
    expect(jobsOf(page).slice(1)).toEqual(others)
    expect(jobsOf(page)[0]).not.toBe(first)

    await page.getByRole('button', { name: /^Run the \d+ that (is|are) missing$/ }).click()
    await page.locator('td[data-state="cancelled"]').first().waitFor({ state: 'detached' })
    await done(page)
    expect(await page.locator('td[data-state="succeeded"]').count()).toBe(30)
  })

  it('keeps the runs that were taken where the queue is full for others', async () => {
    const page = await openPage(`${service.url}/table?maxIterations=5`)
    let refused = 0
    await page.route('**/v1/attacks', async (route) => {
      if (++refused > 4) return route.continue()
      return route.fulfill({
        status: 429,
        contentType: 'application/problem+json',
        headers: { 'retry-after': '1' },
        body: JSON.stringify({
          type: 'about:blank',
          title: 'Too Many Requests',
          status: 429,
          detail: 'the queue is full',
        }),
      })
    })
    await run(page).click()
    await notice(page).getByText('The queue is full.').waitFor()
    await notice(page).getByText('4 of 15 runs were not started').waitFor()
    await done(page, '11 of 15 done')
    const kept = jobsOf(page).filter((id) => id !== '')
    expect(kept).toHaveLength(11)
    await page.getByRole('button', { name: 'Run the 4 that are missing' }).click()
    await done(page)
    expect(await notice(page).count()).toBe(0)
    expect(jobsOf(page)).toEqual(expect.arrayContaining(kept))
  })
})
