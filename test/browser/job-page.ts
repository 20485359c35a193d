import { beforeAll, expect } from 'vitest'
import type { Job } from '../../src/dashboard/service/client.ts'
import type { Preset } from '../../src/dashboard/service/presets.ts'
import { startTestService, type TestService } from '../service.ts'
import { expectAccessible } from './accessibility.ts'
import { fitsWidth, openPage } from './browser.ts'

/** The service of a test file about this page. */
export let service: TestService
/** A job that has succeeded, with a picture of its ligands. */
export let pictured: Job
export let failed: Job

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

export async function submit(body: object, wait = 20): Promise<Job> {
  const headers = { prefer: `wait=${wait}` }
  return (await (await service.request('/v1/attacks', { body, headers })).json()) as Job
}

export const open = (id: string, options = {}) => openPage(`${service.url}/jobs/${id}`, options)

/** Fails where the page, as wide as this, keeps somebody out. */
export async function expectNobodyKeptOut(width: number, dark: boolean): Promise<void> {
  const page = await open(pictured.id, { width, dark })
  await page.getByRole('img', { name: /^The ligands at the end/ }).waitFor()
  await page.locator('.figure svg').waitFor()
  await expectAccessible(page)
  expect(await fitsWidth(page)).toBe(true)
  await page.goto(`${service.url}/jobs/${failed.id}`)
  await page.getByRole('alert').waitFor()
  await expectAccessible(page)
}
