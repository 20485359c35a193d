import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { documentOf } from '../../src/api/classifier-document.ts'
import type {
  DigitAttackShape,
  RobustnessMatrixShape,
  SizedDigitsShape,
} from '../../src/api/result-shapes.ts'
import { formatNumber } from '../../src/look/numbers.ts'
import { held, randomNetwork } from '../networks.ts'
import { startTestService, type TestService } from '../service.ts'
import { expectAccessible } from './accessibility.ts'
import { describeInBrowser, openPage } from './browser.ts'

const NARROW = { width: 380, height: 800 }

/** A network of random weights behind a filter: it needs no training. */
const FILTERED = 'filtered'

async function fitsWidth(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
}

const percent = (share: number) => `${formatNumber(100 * share, 3)} %`

describeInBrowser('the digits page', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
    const { record, weights } = held(FILTERED, randomNetwork([], 4, { n: 5, theta: 0.5 }))
    const { format, name, labels, network } = documentOf(record, weights)
    const answer = await service.request('/v1/classifiers', { body: { format, name, labels, network } })
    expect(answer.status).toBe(201)
  })

  const open = (query: string, options?: Parameters<typeof openPage>[1]) =>
    openPage(`${service.url}/digits${query}`, options)

  const resultOf = async <T>(id: string) =>
    (await (await service.request(`/v1/jobs/${id}/result`)).json()) as T

  /** The id of a simulation that has been done. */
  const begin = async (body: object) => {
    const answer = await service.request('/v1/simulations', { body, headers: { prefer: 'wait=25' } })
    expect(answer.status).toBe(200)
    return ((await answer.json()) as { id: string }).id
  }

  /** The value of a parameter of the page's address, once it is there. */
  const inAddress = async (page: Page, name: string) => {
    await page.waitForURL((url) => url.searchParams.has(name))
    return new URL(page.url()).searchParams.get(name)!
  }

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
