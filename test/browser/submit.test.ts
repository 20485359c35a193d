import { expect, test } from 'vitest'
import type { Method } from '../../src/dashboard/attack/attack-methods.ts'
import type { Job } from '../../src/dashboard/service/client.ts'
import type { Preset } from '../../src/dashboard/service/presets.ts'
import { describeInBrowser, openPage } from './browser.ts'
import { expectNobodyKeptOut, former, get, openSpec, service, specField, specShown } from './submit-page.ts'

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

  test('380 px wide keeps nobody out (dark: true)', () => expectNobodyKeptOut(380, true))
})
