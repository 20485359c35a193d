import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import type { DescentShape } from '../../src/api/result-shapes.ts'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { LIGAND_COLOUR } from '../../src/look/ligands.ts'
import { startTestService, type TestService } from '../service.ts'
import { expectAccessible } from './accessibility.ts'
import { describeInBrowser, openPage } from './browser.ts'

let service: TestService
/** A table that has been run, with at most 100 iterations a run. */
let whole: string

const CELLS = [1, 2, 3, 4, 5].flatMap((N) => Array.from({ length: N }, (_, m) => ({ N, m })))

beforeAll(async () => {
  service = await startTestService()
})

const run = (page: Page) => page.getByRole('button', { name: 'Run the whole table' })
const done = (page: Page, text: string | RegExp = '15 of 15 done') => page.getByText(text).waitFor()
const jobsOf = (page: Page) => (new URL(page.url()).searchParams.get('jobs') ?? '').split(',')
const notice = (page: Page) => page.getByRole('alert')

/** What a histogram's or a picture's cell at a place of the matrix holds. */
function cellAt(page: Page, row: number, column: number): Locator {
  return page.locator('table.matrix tbody tr').nth(row).locator('td').nth(column)
}

/** What all cells of the matrix say, row by row. */
function textsOf(page: Page): Promise<string[][]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('table.matrix tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => cell.innerText.replaceAll(/\s+/g, ' ').trim()),
    ),
  )
}

async function readJson<T>(path: string): Promise<T> {
  return (await (await service.request(path)).json()) as T
}

const resultOf = (id: string) => readJson<DescentShape>(`/v1/jobs/${id}/result`)

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

  it('draws each histogram on the same axes, and each picture of its ligands', async () => {
    const page = await openPage(whole)
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
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    const last = cellAt(page, 0, 5)
    expect((await last.boundingBox())!.width).toBeGreaterThanOrEqual(96)
    await last.getByRole('link').focus()
    const header = page.getByRole('rowheader').first()
    expect((await header.boundingBox())!.x).toBeGreaterThanOrEqual(0)
    expect((await last.boundingBox())!.x + 96).toBeLessThanOrEqual(380)
  })

  it('cancels what still runs, and runs a cell again that was cancelled or deleted', async () => {
    const page = await openPage(`${service.url}/table`)
    await run(page).click()
    await page.locator('td[data-state="running"]').first().waitFor()
    await page.getByRole('button', { name: 'Cancel what still runs' }).click()
    await done(page)
    await page.getByText('cancelled').first().waitFor()
    const cancelled = await page.locator('td[data-state="cancelled"]').count()
    await page.getByText(`${cancelled / 2} of 15 did not finish.`).waitFor()
    const states = await Promise.all(
      jobsOf(page).map(async (id) => (await readJson<JobResource>(`/v1/jobs/${id}`)).status),
    )
    expect(states.filter((status) => status === 'cancelled')).toHaveLength(cancelled / 2)

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

  it('says what the service refuses, and starts nothing', async () => {
    const page = await openPage(`${service.url}/table?stepSize=0`)
    await run(page).click()
    await notice(page).getByText('/options/stepSize', { exact: true }).waitFor()
    await notice(page).getByText('15 of 15 runs were not started').waitFor()
    expect(jobsOf(page)).toEqual([''])
    expect(await run(page).isEnabled()).toBe(true)
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
