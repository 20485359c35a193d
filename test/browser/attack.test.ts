import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { DescentShape } from '../../src/api/result-shapes.ts'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { formatNumber } from '../../src/look/numbers.ts'
import { descentSpec, endlessDescent } from '../descents.ts'
import { expectAccessible } from './accessibility.ts'
import { open, service } from './attack-page.ts'
import { describeInBrowser } from './browser.ts'
import { expectFirstMoments, untilIteration } from './shown-iteration.ts'

async function submit(body: object): Promise<JobResource> {
  return (await (await service.request('/v1/attacks', { body })).json()) as JobResource
}

async function resultOf(page: Page): Promise<DescentShape> {
  const id = new URL(page.url()).searchParams.get('job')
  return (await (await service.request(`/v1/jobs/${id}/result`)).json()) as DescentShape
}

describeInBrowser('attacking a cell in a browser', () => {
  test('starts with a press of one button, and tells what became of it as the API does', async () => {
    const page = await open('/?preset=table-3-2')
    await page.getByRole('button', { name: 'Attack', exact: true }).click()
    await page.getByText('The boundary is crossed').waitFor()
    const result = await resultOf(page)
    expect(result.outcome).toBe('crossed')
    await page.getByText(`in ${result.iterations} iterations`).waitFor()
    await page.getByText(formatNumber(result.output.initial, 7)).first().waitFor()
    await page.getByText(formatNumber(result.control.output)).first().waitFor()
    await untilIteration(page, result.iterations, result.iterations)
    for (const name of [
      /output against the iteration/,
      /Histogram/,
      /before the attack/,
      /at the iteration/,
    ]) {
      expect(await page.getByRole('img', { name }).isVisible()).toBe(true)
    }
  })

  test('of other kinds shows the output at each size beside the control', async () => {
    const page = await open('/?preset=fgsm-empty-receptors')
    await page.getByRole('button', { name: 'Attack', exact: true }).click()
    await page.getByText('succeeded').waitFor()
    const rows = await page
      .getByRole('row')
      .evaluateAll((found) => found.map((row) => Array.from(row.children, (cell) => cell.textContent ?? '')))
    // F5: 1.1667 → 0.9720.
    expect(rows.find(([size]) => size === '0')).toMatchObject([
      '0',
      expect.stringMatching(/^1\.1667/),
      'responds',
      {},
    ])
    expect(rows.find(([size]) => size === '0.2')).toMatchObject([
      '0.2',
      expect.stringMatching(/^0\.97/),
      'is silent',
      {},
    ])
  })

  test('can be paused, scrubbed and followed again while the job goes on', async () => {
    const job = await submit(endlessDescent(10))
    const page = await open(`/?job=${job.id}`)
    await untilIteration(page, 100)
    await page.getByRole('button', { name: 'Pause the view' }).click()
    const paused = await untilIteration(page, 100)
    await expectFirstMoments(page, [0, 10, 20])
    await page.getByRole('button', { name: 'Follow live' }).click()
    await untilIteration(page, paused + 1)
    expect(await page.getByText('frames a second').textContent()).toMatch(/^[\d.·⁴⁵⁶]+ frames a second/)
    await page.getByRole('button', { name: 'Cancel the job' }).click()
    await page.getByText('The job was cancelled').waitFor()
    const cancelled = (await (await service.request(`/v1/jobs/${job.id}`)).json()) as JobResource
    expect(cancelled.status).toBe('cancelled')
  })

  test('goes on where it was when the page is loaded again', async () => {
    const job = await submit(endlessDescent(1))
    const page = await open(`/?job=${job.id}`)
    // Beyond what is taken whole, so that a stream read anew would leave a gap to what was kept.
    const before = await untilIteration(page, 4000)
    await page.reload()
    await untilIteration(page, before)
    // Nothing that had come is lost.
    await expectFirstMoments(page, [0, 1, 2])
    await service.request(`/v1/jobs/${job.id}`, { method: 'DELETE' })
    await page.getByText('The job was cancelled').waitFor()
  })

  test('takes a picture that is dropped on it as ligands', async () => {
    const page = await open('/')
    const [width, height] = [8, 4]
    const png = await page.evaluate(
      async ([w, h]) => {
        const canvas = new OffscreenCanvas(w!, h!)
        const context = canvas.getContext('2d')!
        context.fillStyle = '#fff'
        context.fillRect(0, 0, w! / 2, h!)
        const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
        return btoa(String.fromCharCode(...bytes))
      },
      [width, height],
    )
    await page.getByLabel('Picture of ligands').setInputFiles({
      name: 'half.png',
      mimeType: 'image/png',
      buffer: Buffer.from(png, 'base64'),
    })
    await page.getByText('agonist: grey value 255').waitFor()
    await page.getByRole('button', { name: 'Attack', exact: true }).click()
    await page.getByText(/The boundary is crossed|The cell responds/).waitFor()
    const job = new URL(page.url()).searchParams.get('job')
    const { spec } = (await (await service.request(`/v1/jobs/${job}`)).json()) as JobResource
    const { image } = (spec as { ligands: { image: { width: number; height: number; pixels: number[] } } })
      .ligands
    expect(image).toMatchObject({ width, height })
    expect(image.pixels.slice(0, width)).toEqual([255, 255, 255, 255, 0, 0, 0, 0])
  })

  test('tells what is wrong where the service refuses it', async () => {
    const page = await open('/?preset=table-3-2')
    await page.getByLabel('m', { exact: true }).fill('4')
    await page.getByRole('button', { name: 'Attack', exact: true }).click()
    const alert = page.getByRole('alert')
    expect(await alert.textContent()).toContain('/target/parameters/N N must be above m')
    await page.getByLabel('m', { exact: true }).fill('2')
    await page.getByRole('button', { name: 'Attack', exact: true }).click()
    await page.getByText('The boundary is crossed').waitFor()
    expect(await alert.count()).toBe(0)
  })

  test('shows why a job failed, and that one is not there', async () => {
    const many = { label: 'agonist', count: 300_000, bindingTime: { distribution: 'normal', mean: 4, sd: 2 } }
    const failing = { ...descentSpec(10, { maxIterations: 1 }), ligands: { populations: [many] } }
    const job = await submit(failing)
    const page = await open(`/?job=${job.id}`)
    expect(await page.getByRole('alert').textContent()).toContain('must not reach below 0')
    const none = await open('/?job=nobody')
    await none.getByText('This job is no longer there').waitFor()
  })

  test.each([
    { dark: false, width: 1280 },
    { dark: true, width: 380 },
  ])('keeps nobody out: $width px, dark $dark', async ({ dark, width }) => {
    const page = await open('/?preset=table-2-1', { dark, width })
    await page.getByRole('button', { name: 'Attack', exact: true }).click()
    await page.getByText('The boundary is crossed').waitFor()
    await expectAccessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
  })

  test('is used by keyboard alone', async () => {
    const page = await open('/?preset=table-2-1')
    await page.getByRole('button', { name: 'Attack', exact: true }).waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim())
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Attack')
    await page.keyboard.press('Enter')
    await page.getByText('The boundary is crossed').waitFor()
  })
})
