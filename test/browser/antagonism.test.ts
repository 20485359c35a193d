import { expect, it } from 'vitest'
import { expectAccessible } from './accessibility.ts'
import { findings, jobs, open, service } from './antagonism-page.ts'
import { describeInBrowser, fitsWidth } from './browser.ts'

describeInBrowser('the antagonism explorer', () => {
  const ask = async (body: object) => {
    const answer = await service.request('/v1/models/adaptive-proofreading/evaluate', { body })
    return ((await answer.json()) as { outputs: number[] }).outputs
  }

  it('marks and names minimum, inflection and regime of the curve, and leaves no job behind', async () => {
    const page = await open('')
    await findings(page).getByText('inflection at 1.369 s').waitFor()
    const text = await findings(page).innerText()
    const [least] = await ask({
      parameters: { N: 5, m: 3, criticalBindingTime: 3 },
      mixtures: [
        {
          ligands: [
            { bindingTime: 3, quantity: 4000 },
            { bindingTime: 2.1128775, quantity: 6000 },
          ],
        },
      ],
    })
    expect(text).toContain(`minimum at τ2 = 2.113 s, T = ${least!.toPrecision(4)}`)
    expect(text).toContain('regime: critical point (weak ligands feel no pull)')
    expect(text).toContain('escape: algebraic')
    const chart = page.getByRole('img', { name: /^Output T/ })
    expect(await chart.getAttribute('aria-label')).toContain(`least ${least!.toPrecision(4)} at 2.1`)
    await expectAccessible(page)
    await expect.poll(jobs).toEqual([])
  })

  it('follows the sliders by keyboard and the numbers beside them, and stands in the address', async () => {
    const page = await open('')
    const N = page.getByRole('spinbutton', { name: 'N', exact: true })
    await page.getByLabel('Antagonism potential of the paper, (N, m)').selectOption('(3, 2)')
    await findings(page).getByText('minimum at τ2 = 1.718 s').waitFor()
    await findings(page)
      .getByText(/inflection at 0\.745\d* s/)
      .waitFor()
    await page.getByRole('spinbutton', { name: 'm', exact: true }).fill('1.2')
    await findings(page).getByText('minimum at τ2 = 1.501 s').waitFor()
    await findings(page)
      .getByText(/inflection at 0\.227\d s/)
      .waitFor()
    await page.getByRole('slider', { name: 'N', exact: true }).press('ArrowRight')
    expect(await N.inputValue()).toBe('3.1')
    await page.getByLabel('FC(τ2)').check()
    await page.waitForURL(/N=3\.1/)
    await page.waitForURL(/show=fold-change/)
    await findings(page).getByText('FC =').first().waitFor()
    const text = await findings(page).innerText()
    const other = await open(new URL(page.url()).search)
    await findings(other).getByText('FC =').first().waitFor()
    expect(await findings(other).innerText()).toBe(text)
    await page.getByLabel('Antagonism potential of the paper, (N, m)').selectOption('(3, 1)')
    await findings(page).getByText('minimum at τ2 = 1.426 s').waitFor()
    await findings(page).getByText('no inflection').waitFor()
  })

  it('shows what was refused beside the sliders, and keeps the last curve, marked as old', async () => {
    const page = await open('', { width: 380, dark: true })
    await findings(page).getByText('minimum').first().waitFor()
    expect(await fitsWidth(page)).toBe(true)
    const m = page.getByRole('spinbutton', { name: 'm', exact: true })
    await m.fill('7')
    await page.getByRole('alert').getByText('N must be above m').waitFor()
    await page.getByText('An old curve').waitFor()
    expect(await page.getByRole('img', { name: /^Output T/ }).isVisible()).toBe(true)
    expect(await page.getByRole('spinbutton', { name: 'N', exact: true }).getAttribute('aria-invalid')).toBe(
      'true',
    )
    await expectAccessible(page)
    const L2 = page.getByRole('spinbutton', { name: 'number of antagonists L2' })
    await m.fill('4')
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await L2.fill('')
    await page.getByRole('alert').getByText('Type a number for L2').waitFor()
    await L2.fill('-1')
    await page.getByRole('alert').getByText('L2 must be 0 or more').waitFor()
    await page.route('**/evaluate', (route) => route.abort())
    await L2.fill('5000')
    await page.getByRole('alert').getByText('cannot be reached').waitFor()
    await page.unroute('**/evaluate')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await findings(page).getByText('minimum').first().waitFor()
  })
})
