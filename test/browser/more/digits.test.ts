import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { RobustnessMatrixShape, SizedDigitsShape } from '../../../src/api/result-shapes.ts'
import { formatNumber } from '../../../src/look/numbers.ts'
import { expectAccessible } from '../accessibility.ts'
import { describeInBrowser, fitsWidth, openPage } from '../browser.ts'
import { begin, FILTERED, inAddress, NARROW, open, resultOf, service } from '../digits-page.ts'

describeInBrowser('the digits page', () => {
  it('draws accuracy against ε for the classifiers that are ticked, with the numbers below', async () => {
    const page = await open('?view=curves&images=10&networks=none&sizesList=0.1,+0,+0.3&method=fgsm')
    await page.getByRole('button', { name: 'Attack all' }).click()
    await page.getByRole('alert').getByText('Tick at least one classifier.').waitFor()
    const linear = page.getByRole('checkbox', { name: /^linear/ })
    await linear.check()
    await page.getByText('is trained first, once').waitFor()
    await page.getByRole('checkbox', { name: FILTERED }).check()
    await page.getByRole('button', { name: 'Attack all' }).click()
    await expect.poll(() => page.locator('.status.succeeded').count(), { timeout: 25_000 }).toBe(2)
    const ids = (await inAddress(page, 'curves')).split(',')
    const [first, second] = await Promise.all(ids.map((id) => resultOf<SizedDigitsShape>(id)))
    expect([first!.classifier.name, second!.classifier.name]).toEqual(['linear', FILTERED])
    const row = (name: string, what: string) =>
      page
        .getByRole('row', { name: new RegExp(`^${name} ${what}`) })
        .getByRole('cell')
        .allInnerTexts()
    const inOrder = (values: readonly number[]) =>
      [values[1]!, values[0]!, values[2]!].map((x) => x.toFixed(3))
    await expect
      .poll(() => row('linear', 'attacked'))
      .toEqual(['attacked', ...inOrder(first!.accuracy.attacked)])
    expect(await row('linear', 'certified')).toEqual(['certified', ...inOrder(first!.accuracy.certified)])
    expect(await row(FILTERED, 'under noise')).toEqual(['under noise', ...inOrder(second!.control.accuracy)])
    await page.getByRole('img', { name: `for linear, ${FILTERED};` }).waitFor()
    // Once trained, it is no longer said that it is not.
    await page.getByRole('checkbox', { name: 'linear', exact: true }).waitFor()
    await expectAccessible(page)
    const shared = await openPage(page.url(), { ...NARROW, dark: true })
    await shared.getByRole('row', { name: /^filtered under noise/ }).waitFor()
    expect(await fitsWidth(shared)).toBe(true)
  })

  it('goes through a robustness matrix by arrow keys, also where it is wider than the page', async () => {
    const cell = (m: number) => ({
      label: `cell (${m + 1}, ${m})`,
      target: {
        model: 'adaptive-proofreading',
        parameters: { N: m + 1, m, criticalBindingTime: 3 },
      },
      ligands: {
        mixture: [
          { bindingTime: 3.5, quantity: 20 },
          { bindingTime: 1, quantity: 10 },
        ],
      },
      attackable: [1],
      bounds: { upper: 6 },
      inputs: 1,
      epsilon: { linf: 0.1 },
    })
    const id = await begin({
      kind: 'robustness-matrix',
      targets: [...[1, 2, 3, 4].map(cell), { target: { classifier: FILTERED }, inputs: 2 }],
      attacks: ['random', 'class-mean', 'fgsm'],
    })
    const page = await open(`?view=matrix&matrix=${id}`)
    // Class-mean attacks are made on networks alone: their row is passed over.
    await page.getByRole('button', { name: /^random on cell \(2, 1\)/ }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    const detail = page.locator('.matrix-detail')
    await detail.getByRole('heading', { name: 'fgsm on cell (3, 2)' }).waitFor()
    const { entries } = await resultOf<RobustnessMatrixShape>(id)
    const entry = entries[2]![1]!
    const text = await detail.innerText()
    expect(text).toContain(`after the attack\n${formatNumber(entry.attacked, 3)}`)
    expect(text).toContain(`margin left, median\n${formatNumber(entry.marginLeft!, 3)}`)
    const button = page.getByRole('button', { name: /^fgsm on cell \(3, 2\)/ })
    expect(await button.innerText()).toContain(`≥ ${formatNumber(entry.certified)}`)
    await expectAccessible(page)
    const shared = await openPage(page.url(), { ...NARROW, dark: true })
    await shared.getByRole('heading', { name: 'fgsm on cell (3, 2)' }).waitFor()
    expect(await fitsWidth(shared)).toBe(true)
    await expectAccessible(shared)
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
