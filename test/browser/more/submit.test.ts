import { expect, test } from 'vitest'
import { describeInBrowser } from '../browser.ts'
import { expectNobodyKeptOut, former, openSpec, specField, specShown } from '../submit-page.ts'

describeInBrowser('the page to submit a spec', () => {
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
