import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import type { Method } from '../../src/dashboard/attack/attack-methods.ts'
import type { Job } from '../../src/dashboard/service/client.ts'
import type { Preset } from '../../src/dashboard/service/presets.ts'
import { shortDescent } from '../api/specs.ts'
import { startTestService, type TestService } from '../service.ts'
import { expectAccessible } from './accessibility.ts'
import { describeInBrowser, openPage } from './browser.ts'

let service: TestService
let former: Job

beforeAll(async () => {
  service = await startTestService()
  const headers = { prefer: 'wait=20' }
  // Without a seed: the service draws one.
  former = await get<Job>('/v1/attacks', { body: shortDescent(), headers })
})

async function get<T>(path: string, options = {}): Promise<T> {
  return (await (await service.request(path, options)).json()) as T
}

const specField = (page: Page) => page.getByLabel('Spec (JSON)')

async function openSpec(query: string, options = {}): Promise<Page> {
  const page = await openPage(`${service.url}/submit${query}`, options)
  await specField(page).waitFor()
  return page
}

/** The spec that stands in the field, as soon as one does. */
async function specShown(page: Page): Promise<Record<string, unknown>> {
  await page.waitForFunction(() => document.querySelector('textarea')?.value !== '')
  return JSON.parse(await specField(page).inputValue()) as Record<string, unknown>
}

describeInBrowser('the page to submit a spec', () => {
  test('repeats a job, with the seed that it had or another one', async () => {
    const page = await openSpec(`?from=${former.id}`)
    const spec = await specShown(page)
    expect(spec).toEqual({ ...former.spec, seed: former.seed })
    await page.getByText(`With the seed ${former.seed} the same spec gives the same result`).waitFor()
    const changed = { ...spec, seed: former.seed === 8 ? 9 : 8 }
    await specField(page).fill(JSON.stringify(changed))
    await page.getByRole('button', { name: 'Submit' }).click()
    await page.getByRole('status').getByText('succeeded').waitFor()
    const [, id] = /\/jobs\/([^/?]+)$/.exec(page.url())!
    const job = await get<Job>(`/v1/jobs/${id}`)
    expect(job).toMatchObject({ spec: changed, seed: changed.seed })
    const results = await Promise.all(
      [former, job].map(async ({ links }) => (await service.request(links.result)).text()),
    )
    expect(results[0]).not.toBe(results[1])
  })

  test('tells where JSON breaks off, and goes there instead of submitting', async () => {
    const page = await openSpec('')
    await specField(page).fill('{\n  "kind": "fgsm"\n  "seed": 1\n}')
    await page.getByText('Line 3, column 3: a comma or } is expected here').waitFor()
    expect(await specField(page).getAttribute('aria-invalid')).toBe('true')
    await page.getByRole('button', { name: 'Submit' }).click()
    const place = await specField(page).evaluate(
      (area) => area === document.activeElement && (area as HTMLTextAreaElement).selectionStart,
    )
    expect(place).toBe('{\n  "kind": "fgsm"\n  '.length)
    expect(page.url()).toBe(`${service.url}/submit`)
  })

  test('tells what the service refuses, with where it stands in the spec', async () => {
    const page = await openSpec(`?from=${former.id}`)
    const spec = await specShown(page)
    await specField(page).fill(JSON.stringify({ ...spec, options: { maxIterations: -1 } }))
    await page.getByRole('button', { name: 'Submit' }).click()
    await page.getByRole('alert').getByText('/options/maxIterations', { exact: true }).waitFor()
    await specField(page).fill('{"kind": "nothing"}')
    await page.getByText('The service knows no kind "nothing".').waitFor()
  })

  test('begins from a preset, documents its method, and can be shared', async () => {
    const page = await openSpec('')
    const preset = await get<Preset>('/v1/presets/fgsm-empty-receptors')
    await page.getByLabel('Preset').selectOption(preset.title)
    expect(await specShown(page)).toEqual(preset.body)
    expect(page.url()).toBe(`${service.url}/submit?preset=${preset.name}`)
    const { methods } = await get<{ methods: Method[] }>('/v1/methods')
    const method = methods.find(({ kind, subject }) => kind === 'fgsm' && subject === 'cell')!
    const notes = page.getByRole('complementary', { name: 'The method' })
    await notes.getByRole('heading', { name: method.title }).waitFor()
    await notes.getByText(method.costFormula, { exact: true }).waitFor()
    await notes.getByText(method.source, { exact: true }).waitFor()
    await notes.getByText(method.spec.properties!.options!.properties!.epsilon!.description!).waitFor()

    const changed = { ...preset.body, seed: 99 }
    await specField(page).fill(JSON.stringify(changed))
    await page.waitForURL((url) => url.searchParams.has('spec'))
    const other = await openPage(page.url())
    expect(await specShown(other)).toEqual(changed)
    await page.getByRole('link', { name: 'Edit this spec in the form' }).click()
    expect(await page.getByLabel('seed', { exact: false }).first().inputValue()).toBe('99')
  })

  test('keeps what is written also where that is too long for an address', async () => {
    const page = await openSpec(`?from=${former.id}`)
    const spec = await specShown(page)
    await specField(page).fill(JSON.stringify({ ...spec, seed: 5 }))
    await page.waitForURL((url) => url.searchParams.has('spec'))
    const long = { ...spec, ligands: { bindingTimes: Array.from({ length: 1000 }, (_, i) => i / 250) } }
    await specField(page).fill(JSON.stringify(long))
    await page.waitForURL((url) => !url.searchParams.has('spec'))
    await page.getByText(`With the seed ${former.seed}`).waitFor()
    expect(await specShown(page)).toEqual(long)
  })

  test('says what it cannot begin from', async () => {
    const page = await openSpec('?preset=none-such')
    await page.getByRole('alert').getByText('There is no preset “none-such”').waitFor()
    await page.getByLabel('Former job').selectOption(former.id)
    expect(await specShown(page)).toMatchObject({ kind: 'gradient-descent', seed: former.seed })
    await page.getByRole('alert').waitFor({ state: 'detached' })
  })

  test.each([
    [380, true],
    [1280, false],
  ])('%d px wide keeps nobody out (dark: %s)', async (width, dark) => {
    const page = await openSpec('?preset=letters-3-2', { width, dark })
    await page.getByText('Fields of the spec').waitFor()
    await expectAccessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await specField(page).fill('{')
    await page.getByText('Line 1, column 2').waitFor()
    await expectAccessible(page)
  })
})
