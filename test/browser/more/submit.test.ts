import { expect, test } from 'vitest'
import type { Method } from '../../../src/dashboard/attack/attack-methods.ts'
import type { Preset } from '../../../src/dashboard/service/presets.ts'
import { describeInBrowser, openPage } from '../browser.ts'
import { expectNobodyKeptOut, former, get, openSpec, service, specField, specShown } from '../submit-page.ts'

describeInBrowser('the page to submit a spec', () => {
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

  test('1280 px wide keeps nobody out (dark: false)', () => expectNobodyKeptOut(1280, false))
})
