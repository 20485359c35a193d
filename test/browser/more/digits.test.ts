import { expect, it } from 'vitest'
import type { RobustnessMatrixShape, SizedDigitsShape } from '../../../src/api/result-shapes.ts'
import { formatNumber } from '../../../src/look/numbers.ts'
import { expectAccessible } from '../accessibility.ts'
import { describeInBrowser, fitsWidth, openPage } from '../browser.ts'
import { begin, FILTERED, inAddress, NARROW, open, resultOf } from '../digits-page.ts'

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
})
