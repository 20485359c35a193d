import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { DigitAttackShape } from '../../src/api/result-shapes.ts'
import { formatNumber } from '../../src/look/numbers.ts'
import { expectAccessible } from './accessibility.ts'
import { describeInBrowser, fitsWidth, openPage } from './browser.ts'
import { FILTERED, inAddress, NARROW, open, resultOf, service } from './digits-page.ts'

const percent = (share: number) => `${formatNumber(100 * share, 3)} %`

describeInBrowser('the digits page', () => {
  it('attacks digits, and shows each before, changed, after and through the filter', async () => {
    const page = await open('?count=12&shown=3&sizes=2')
    await page.getByText('No digits have been attacked yet.').waitFor()
    await page.getByLabel('Classifier').selectOption(FILTERED)
    await page.getByLabel('Attack', { exact: true }).selectOption('fgsm')
    await page.getByRole('button', { name: 'Attack', exact: true }).click()
    await page.getByRole('heading', { name: `fgsm on ${FILTERED}` }).waitFor()
    const result = await resultOf<DigitAttackShape>(await inAddress(page, 'gallery'))
    expect(result.epsilon).toEqual([0.1, 0.2])

    const fact = (name: string) => page.locator('dl.facts > div', { hasText: name }).locator('dd').innerText()
    expect(await fact('told rightly before')).toBe(percent(result.accuracy.clean))
    expect(await fact('after the attack')).toBe(percent(result.accuracy.attacked[1]!))
    const cards = page.getByRole('listitem').filter({ has: page.getByRole('img') })
    expect(await cards.count()).toBe(3)
    for (const [i, { label, margin }] of result.examples.entries()) {
      const card = cards.nth(i)
      expect(await card.getByRole('img').count()).toBe(4)
      const told = margin.attacked[1]! > 0 ? label : 10 - label
      const text = await card.innerText()
      expect(text).toContain(`told as a ${told} (margin ${formatNumber(margin.attacked[1]!, 3)})`)
      const verdict =
        margin.clean <= 0 ? 'wrong even before' : margin.attacked[1]! > 0 ? 'told rightly' : 'misled'
      expect(text).toContain(verdict)
    }
    // The pixels on the canvas are those that the attack has kept.
    const shown = await cards
      .first()
      .getByRole('img')
      .first()
      .evaluate((canvas) => {
        const image = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, 28, 28)
        return Array.from({ length: 784 }, (_, i) => image.data[4 * i]!)
      })
    const bytes = await service.request(`/v1/jobs/${await inAddress(page, 'gallery')}/result`, {
      headers: { accept: 'application/octet-stream' },
    })
    const pixels = new Float64Array(await bytes.arrayBuffer())
    expect(shown).toEqual(Array.from(pixels.subarray(0, 784), (value) => Math.round(255 * value)))
    await expectAccessible(page)

    await page.getByRole('radio', { name: '0.1' }).check()
    await cards.first().getByText(formatNumber(result.examples[0]!.margin.attacked[0]!, 3)).waitFor()
    const shared = await openPage(page.url(), { ...NARROW, dark: true })
    await shared.getByRole('radio', { name: '0.1', checked: true }).waitFor()
    const texts = async (of: Page) => of.locator('.example').allInnerTexts()
    expect(await texts(shared)).toEqual(await texts(page))
    expect(await fitsWidth(shared)).toBe(true)
    await expectAccessible(shared)
  })

  it('says what is wrong with a size, and with a job that is not there', async () => {
    const page = await open(`?classifier=${FILTERED}&attack=fgsm&epsilon=3&sizes=1`)
    await page.getByRole('button', { name: 'Attack', exact: true }).click()
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toContain('/options/epsilon must be 1 or less')
    await page.getByLabel('Sizes').fill('')
    await page.getByRole('button', { name: 'Attack', exact: true }).click()
    await alert.getByText('The number of sizes must be whole').waitFor()
    expect(await page.getByLabel('Sizes').inputValue()).toBe('')
    const gone = await open('?gallery=01a21087-d6e1-7989-9459-b37aaccf5fbe')
    await gone.getByText('has been removed from the service').waitFor()
  })
})
