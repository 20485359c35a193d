import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { expectAccessible } from './accessibility.ts'
import { describeInBrowser, fitsWidth, openPage } from './browser.ts'
import { CELLS, cellAt, done, jobsOf, notice, readJson, resultOf, run, service } from './table-page.ts'

/** A table that has been run, with at most 100 iterations a run. */
let whole: string

/** What all cells of the matrix say, row by row. */
function textsOf(page: Page): Promise<string[][]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('table.matrix tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => cell.innerText.replaceAll(/\s+/g, ' ').trim()),
    ),
  )
}

describeInBrowser('the (N, m) table', () => {
  it('says how to begin, and runs every cell of the table', async () => {
    const page = await openPage(`${service.url}/table`)
    await page.getByText('Nothing has been run yet').waitFor()
    expect(await page.getByText('not run yet', { exact: true }).count()).toBe(30)
    await page.getByText('Options of all runs').click()
    await page.getByLabel('max iterations').fill('100')
    await run(page).click()
    await done(page)
    whole = page.url()

    const ids = jobsOf(page)
    expect(ids).toHaveLength(15)
    const results = await Promise.all(ids.map(resultOf))
    const texts = await textsOf(page)
    for (const [place, { N, m }] of CELLS.entries()) {
      const { iterations, outcome, regime } = results[place]!
      const facts = `${iterations} ${iterations === 1 ? 'iteration' : 'iterations'} ${outcome}`
      const text = `(${N}, ${m}) ${regime === 'critical-point' ? 'C' : 'no C'} ${facts}`
      expect([texts[N]![m], texts[m]![N]]).toEqual([text, text])
    }
    const most = Math.max(...CELLS.flatMap(({ m }, place) => (m <= 1 ? [results[place]!.iterations] : [])))
    await page.getByText(`all 9 runs cross the boundary, after 0 to ${most} iterations`).waitFor()
    await expectAccessible(page)
  })

  it('makes the iterations of the presets, though it gives the ligands as a picture', async () => {
    const { presets } = await readJson<{ presets: { name: string; path: string; body: object }[] }>(
      '/v1/presets',
    )
    const { path, body } = presets.find(({ name }) => name === 'table-5-1')!
    const answer = await service.request(path, { body, headers: { prefer: 'wait=20' } })
    const job = (await answer.json()) as JobResource
    const place = CELLS.findIndex(({ N, m }) => N === 5 && m === 1)
    const shown = await resultOf(new URL(whole).searchParams.get('jobs')!.split(',')[place]!)
    expect(shown.iterations).toBe((await resultOf(job.id)).iterations)
    expect(shown.picture).toEqual({ width: 101, height: 101 })
  })

  it('opens a run, and shows the same table again on the way back and from its address', async () => {
    const page = await openPage(whole)
    await done(page)
    const before = await textsOf(page)
    const place = CELLS.findIndex(({ N, m }) => N === 3 && m === 2)
    const id = jobsOf(page)[place]
    const link = cellAt(page, 3, 2).getByRole('link')
    await link.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Attack a cell' }).waitFor()
    expect(new URL(page.url()).search).toBe(`?job=${id}`)
    await page.getByText('in 100 iterations').waitFor()
    await page.goBack()
    await done(page)
    expect(await textsOf(page)).toEqual(before)
    await page.reload()
    await done(page)
    expect(await textsOf(page)).toEqual(before)
    expect(await page.getByLabel('max iterations').inputValue()).toBe('100')
  })

  it('is readable on a narrow dark page, where only the table itself scrolls', async () => {
    const page = await openPage(whole, { width: 380, dark: true })
    await done(page)
    await expectAccessible(page)
    expect(await fitsWidth(page)).toBe(true)
    const last = cellAt(page, 0, 5)
    expect((await last.boundingBox())!.width).toBeGreaterThanOrEqual(96)
    await last.getByRole('link').focus()
    const header = page.getByRole('rowheader').first()
    expect((await header.boundingBox())!.x).toBeGreaterThanOrEqual(0)
    expect((await last.boundingBox())!.x + 96).toBeLessThanOrEqual(380)
  })

  it('says what the service refuses, and starts nothing', async () => {
    const page = await openPage(`${service.url}/table?stepSize=0`)
    await run(page).click()
    await notice(page).getByText('/options/stepSize', { exact: true }).waitFor()
    await notice(page).getByText('15 of 15 runs were not started').waitFor()
    expect(jobsOf(page)).toEqual([''])
    expect(await run(page).isEnabled()).toBe(true)
  })
})
