import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { DigitAttackShape, RobustnessMatrixShape } from '../../src/api/result-shapes.ts'
import { formatNumber } from '../../src/look/numbers.ts'
import { expectAccessible } from './accessibility.ts'
import { describeInBrowser, fitsWidth, openPage } from './browser.ts'
import { begin, FILTERED, inAddress, NARROW, open, resultOf, service } from './digits-page.ts'

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

  it('makes a robustness matrix of the targets and attacks that are ticked', async () => {
    const page = await open('?view=matrix&inputs=1&targets=cell+(2,+1)&attacks=random;pgd')
    await page.getByText('No matrix has been made yet.').waitFor()
    await page.getByRole('checkbox', { name: 'pgd', exact: true }).uncheck()
    await page.getByRole('checkbox', { name: 'fgsm', exact: true }).check()
    await page.getByRole('button', { name: 'Attack all of them' }).click()
    await page.getByRole('heading', { name: 'Findings' }).waitFor()
    const result = await resultOf<RobustnessMatrixShape>(await inAddress(page, 'matrix'))
    expect(result.attacks.map(({ name }) => name)).toEqual(['random', 'fgsm'])
    expect(await page.getByRole('columnheader').allInnerTexts()).toEqual(['attack', 'cell (2, 1)'])
    expect(await page.locator('.matrix-findings').innerText()).toContain(
      result.targets[0]!.findings[0]!.message,
    )
  })

  it('shows a landscape of a network beside one of a cell, to be read by arrow keys', async () => {
    const axis = (direction: string) => ({ direction, values: { from: -4, to: 4, points: 9 } })
    const id = await begin({
      kind: 'landscape',
      seed: 1,
      target: { classifier: FILTERED },
      plane: { directions: { x: axis('gradient'), y: axis('random') } },
    })
    const network = await resultOf<{ output: number[][] }>(id)
    const page = await open(`?view=landscapes&left=${id}`)
    await page.getByRole('region', { name: 'A cell' }).getByRole('button', { name: 'Compute it' }).click()
    const cell = await landscapeOf(await inAddress(page, 'right'))
    const fields = page.getByRole('application')
    await fields.nth(1).waitFor()
    await fields.nth(0).focus()
    await page.keyboard.press('ArrowRight')
    await page.getByText(`margin ${formatNumber(network.output[4]![5]!, 4)}, `).waitFor()
    await fields.nth(1).focus()
    await page.keyboard.press('ArrowUp')
    await page.getByText(`output T ${formatNumber(cell.output[31]![30]!, 4)}, `).waitFor()
    await page.getByText('decision boundary, output T = 1').waitFor()
    // The origin of the plane is an agonist's cell on its boundary: the canvas shows the line in its colour.
    expect(await vermilion(page, 1)).toBeGreaterThan(50)
    await page.getByText('The figure that the API draws of it').nth(1).click()
    await page
      .getByRole('region', { name: /as the API draws it/ })
      .locator('svg')
      .waitFor()
    await expectAccessible(page)
    const shared = await openPage(page.url(), { ...NARROW, dark: true })
    await shared.getByRole('application').nth(1).waitFor()
    expect(await fitsWidth(shared)).toBe(true)
  })

  /** The landscape of a job that has just been submitted, once it is there. */
  async function landscapeOf(id: string): Promise<{ output: number[][] }> {
    await expect
      .poll(async () => (await service.request(`/v1/jobs/${id}/result`)).status, { timeout: 20_000 })
      .toBe(200)
    return resultOf(id)
  }

  /** How many pixels of a landscape have the colour of the boundary. */
  async function vermilion(page: Page, place: number): Promise<number> {
    return page
      .locator('.field-plot canvas')
      .nth(place)
      .evaluate((element) => {
        const canvas = element as HTMLCanvasElement
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
        let count = 0
        for (let i = 0; i < data.length; i += 4) {
          if (data[i] === 0xd5 && data[i + 1] === 0x5e && data[i + 2] === 0) count++
        }
        return count
      })
  }
})
