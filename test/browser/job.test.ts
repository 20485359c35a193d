import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import type { Job } from '../../src/dashboard/service/client.ts'
import type { Preset } from '../../src/dashboard/service/presets.ts'
import { WATCHED_DESCENT } from '../descents.ts'
import { startTestService, type TestService } from '../service.ts'
import { expectAccessible } from './accessibility.ts'
import { describeInBrowser, openPage } from './browser.ts'

let service: TestService
let pictured: Job
let failed: Job

beforeAll(async () => {
  service = await startTestService()
  const preset = (await (await service.request('/v1/presets/letters-3-2')).json()) as Preset
  pictured = await submit(preset.body)
  failed = await submit({
    kind: 'gradient-descent',
    target: preset.body.target,
    // More ligands than are drawn when a job is submitted, and no agonist among them.
    ligands: {
      populations: [{ label: 'self', count: 250_001, bindingTime: { distribution: 'half-normal', sd: 0.1 } }],
    },
  })
})

async function submit(body: object, wait = 20): Promise<Job> {
  const headers = { prefer: `wait=${wait}` }
  return (await (await service.request('/v1/attacks', { body, headers })).json()) as Job
}

const open = (id: string, options = {}) => openPage(`${service.url}/jobs/${id}`, options)

/** What a page gives when a form of the result is asked for: the file’s name and its bytes. */
async function download(page: Page, form: string) {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: form, exact: true }).click(),
  ])
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
}

describeInBrowser('the page of a job', () => {
  test('that has succeeded shows its figure and picture, its facts and its spec', async () => {
    const page = await open(pictured.id)
    await page.getByRole('heading', { name: `gradient-descent ${pictured.id.slice(-8)}` }).waitFor()
    await page.getByRole('status').getByText('succeeded').waitFor()
    const drawn = page.getByRole('region', { name: /^Figure of/ })
    const figure = await service.request(`/v1/jobs/${pictured.id}/result`, {
      headers: { accept: 'image/svg+xml' },
    })
    const words = (await figure.text()).replaceAll(/<[^>]+>|\s/g, '')
    await drawn.locator('svg').waitFor()
    expect((await drawn.textContent())!.replaceAll(/\s/g, '')).toBe(words)
    const picture = page.getByRole('img', { name: /^The ligands at the end/ })
    await picture.waitFor()
    await page.waitForFunction(() => document.querySelector('img.job-picture')!.clientHeight > 20)
    const spec = await page.getByRole('region', { name: 'Spec' }).locator('pre').textContent()
    expect(JSON.parse(spec!)).toEqual(pictured.spec)
    expect(await page.getByRole('link', { name: 'Watch' }).getAttribute('href')).toBe(`/?job=${pictured.id}`)
  })

  test('gives its result in every form, byte for byte as the service does', async () => {
    const page = await open(pictured.id)
    for (const [form, extension, accept] of [
      ['JSON', 'json', 'application/json'],
      ['CSV', 'csv', 'text/csv'],
      ['SVG', 'svg', 'image/svg+xml'],
      ['PNG', 'png', 'image/png'],
      ['float64', 'f64', 'application/octet-stream'],
    ] as const) {
      const { name, bytes } = await download(page, form)
      expect(name).toBe(`gradient-descent-${pictured.id}.${extension}`)
      const answer = await service.request(`/v1/jobs/${pictured.id}/result`, { headers: { accept } })
      expect(bytes.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true)
    }
  })

  test('that has failed says why, where, and how to go on', async () => {
    const page = await open(failed.id)
    const alert = page.getByRole('alert')
    await alert.getByText('/ligands').waitFor()
    expect((await alert.textContent())!.toLowerCase()).toContain(failed.error!.detail)
    expect(await page.getByRole('button', { name: 'JSON' }).count()).toBe(0)
    await alert.getByRole('link', { name: 'Repeat the job with changes' }).click()
    await page.getByRole('heading', { name: 'Repeat with changes' }).waitFor()
    expect(page.url()).toBe(`${service.url}/submit?from=${failed.id}`)
  })

  test('that runs shows its progress, is cancelled, and then deleted', async () => {
    const job = await submit(WATCHED_DESCENT, 0)
    const page = await open(job.id)
    const progress = page.getByRole('progressbar', { name: 'Progress of the job' })
    await progress.waitFor()
    await page.waitForFunction(() => document.querySelector('progress')!.value > 0)
    await page.getByRole('button', { name: /^Cancel/ }).click()
    await page.getByText('The job was cancelled and has no result').waitFor()
    await page.getByRole('button', { name: /^Delete/ }).click()
    await page.getByRole('button', { name: 'Delete for good' }).click()
    await page.getByRole('heading', { name: 'Jobs' }).waitFor()
    expect((await service.request(`/v1/jobs/${job.id}`)).status).toBe(404)
  })

  test('that is not there says so and leads to the list', async () => {
    const page = await open('nowhere')
    await page.getByRole('alert').getByText('There is no job nowhere').waitFor()
    await page.getByRole('link', { name: 'Show all jobs' }).click()
    await page.getByText('2 jobs on this page').waitFor()
  })

  test.each([
    [380, false],
    [1280, true],
  ])('%d px wide keeps nobody out (dark: %s)', async (width, dark) => {
    const page = await open(pictured.id, { width, dark })
    await page.getByRole('img', { name: /^The ligands at the end/ }).waitFor()
    await page.locator('.figure svg').waitFor()
    await expectAccessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await page.goto(`${service.url}/jobs/${failed.id}`)
    await page.getByRole('alert').waitFor()
    await expectAccessible(page)
  })
})
