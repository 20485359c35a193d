import { expect, it } from 'vitest'
import { expectAccessible } from '../accessibility.ts'
import { findings, jobs, open, service } from '../antagonism-page.ts'
import { describeInBrowser, fitsWidth } from '../browser.ts'

describeInBrowser('the antagonism explorer', () => {
  it('starts a model that counts molecules with the OT-1 experiment', async () => {
    const page = await open('')
    await page.getByLabel('Model', { exact: true }).selectOption('Revised adaptive kinetic proofreading')
    await findings(page).getByText('minimum at τ2 = 3.133 s, FC = 0.2834').waitFor()
    await page.waitForURL(/model=revised-akpr/)
    await page.getByText('More parameters').click()
    const hill = page.getByRole('spinbutton', { name: 'inhibition hill k' })
    await hill.fill('3')
    await page.waitForURL(/inhibitionHill=3/)
    await findings(page).getByText('FC = 0.2834').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Phase diagrams' }).click()
    await page.goBack()
    await hill.waitFor()
    expect(await hill.inputValue()).toBe('3')
    // The job that finds the critical points is gone once they are shown.
    await findings(page).waitFor()
  })

  it('shows the surface as a map where the browser has no WebGL, and offers to compute one that is gone', async () => {
    const page = await open('?view=surface&surface=gone&s-N=1&s-m=0')
    await page.evaluate(() => {
      HTMLCanvasElement.prototype.getContext = () => null
    })
    await page.getByText('has been removed').waitFor()
    await page.getByRole('button', { name: 'Compute the surface again' }).click()
    await page.getByText('no WebGL').waitFor()
    await page.getByRole('region', { name: 'Map of the antagonists' }).locator('svg').waitFor()
    await page.getByLabel('antagonist binding time').fill('5')
    await page.getByRole('button', { name: 'Compute the surface' }).click()
    await page.getByText('choose antagonists that bind more briefly').waitFor()
  })

  it('shows the progress of a job that runs, cancels it, and says of another one that it found no surface', async () => {
    const started = await service.request('/v1/attacks', {
      body: {
        kind: 'gradient-descent',
        seed: 7,
        target: { model: 'adaptive-proofreading', parameters: { N: 5, m: 4, criticalBindingTime: 3 } },
        ligands: { bindingTimes: [3.5, 0.1, 0.2] },
        options: { stepSize: 1e-9, binWidth: 0.2, maxIterations: 100_000_000 },
      },
    })
    const { id } = (await started.json()) as { id: string }
    const page = await open(`?view=surface&surface=${id}`)
    await page.getByRole('progressbar', { name: 'Progress of the job' }).waitFor()
    expect(await page.getByRole('link', { name: 'Open the job' }).getAttribute('href')).toBe(`/jobs/${id}`)
    await page.getByRole('button', { name: 'Cancel the job' }).click()
    await page.getByText('cancelled before it had a result').waitFor()
    await page.getByRole('button', { name: 'Compute the surface again' }).waitFor()
    const other = await service.request('/v1/simulations', {
      headers: { prefer: 'wait=10' },
      body: {
        kind: 'critical-points',
        target: { model: 'adaptive-sorting' },
        agonist: { bindingTime: 10, quantity: 10 },
        antagonist: { quantity: 100 },
      },
    })
    const { id: otherId } = (await other.json()) as { id: string }
    const wrong = await open(`?view=surface&surface=${otherId}`)
    await wrong.getByText('did not look for a surface').waitFor()
    await service.request(`/v1/jobs/${id}`, { method: 'DELETE' })
    await service.request(`/v1/jobs/${otherId}`, { method: 'DELETE' })
  })

  it('computes a phase diagram, and says what of its parameters was refused', async () => {
    const page = await open('?view=phase', { dark: true })
    await page.getByText('Parameters').click()
    await page.getByLabel('N', { exact: true }).fill('2')
    await page.getByRole('button', { name: 'Compute the phase diagram' }).click()
    await page.getByRole('alert').getByText('N must be above m').first().waitFor()
    await page.getByLabel('Model').selectOption('Kinetic proofreading')
    await page.getByRole('button', { name: 'Compute the phase diagram' }).click()
    await page
      .getByRole('region', { name: 'Figure: phase diagram, Kinetic proofreading' })
      .locator('svg')
      .waitFor()
    expect(new URL(page.url()).searchParams.get('phase')).not.toBeNull()
    await expectAccessible(page)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^decision-boundary-.*\.csv$/)
  })

  it('turns the boundary surface by key and by drag, and opens it again from its address', async () => {
    const page = await open('?view=surface', { width: 800, height: 700 })
    await page.getByRole('button', { name: 'Compute the surface' }).click()
    const scene = page.getByRole('img', { name: /^Surface to be turned/ })
    await scene.waitFor()
    await page.waitForURL(/surface=/)
    const id = new URL(page.url()).searchParams.get('surface')!
    const result = (await (await service.request(`/v1/jobs/${id}/result`)).json()) as {
      antagonistQuantity: (number | null)[][]
    }
    const known = result.antagonistQuantity.flat().filter((value) => value !== null && value > 0) as number[]
    const label = await scene.getAttribute('aria-label')
    expect(label).toContain(
      `the fewest that silence the cell are ${Number(Math.min(...known).toPrecision(4))}`,
    )
    expect(label).toContain(`the most ${Number(Math.max(...known).toPrecision(4))}`)
    const before = await scene.screenshot()
    await scene.press('ArrowRight')
    await page.waitForURL(/turn=-25%2C28%2C1/)
    const turned = await scene.screenshot()
    expect(turned.equals(before)).toBe(false)
    await expectAccessible(page)
    const box = (await scene.boundingBox())!
    await page.mouse.move(box.x + 100, box.y + 100)
    await page.mouse.down()
    await page.mouse.move(box.x + 160, box.y + 100, { steps: 2 })
    await page.mouse.up()
    await page.waitForURL(/turn=-55%2C28%2C1/)
    await page.getByRole('button', { name: 'Reset the view' }).click()
    await page.waitForURL((url) => !url.searchParams.has('turn'))
    const count = (await jobs()).length
    const other = await open(new URL(page.url()).search, { width: 380, dark: true })
    await other.getByRole('img', { name: /^Surface to be turned/ }).waitFor()
    expect((await jobs()).length).toBe(count)
    expect(await fitsWidth(other)).toBe(true)
    await expectAccessible(other)
  })

  it('lists the OT-1 peptides with what they are to the cell, and draws their figures', async () => {
    const before = new Set((await jobs()).map(({ id }) => id))
    const page = await open('?view=ot-1', { width: 380 })
    await page.getByRole('row', { name: 'V4 2.89 antagonist' }).waitFor()
    await page.getByRole('row', { name: 'Q4 5.99 agonist' }).waitFor()
    await page.getByRole('row', { name: 'E1 0.50 self' }).waitFor()
    const card = page.getByRole('region', { name: 'Dose response of OT-1 T cells', exact: true })
    await card.getByRole('button', { name: 'Compute the figure' }).click()
    await card.locator('svg').waitFor()
    await page.getByRole('button', { name: 'Compute the missing figures' }).click()
    await page.locator('.card:has(.figure svg)').nth(3).waitFor()
    const added = async () => (await jobs()).filter(({ id }) => !before.has(id)).map(({ kind }) => kind)
    // A page of an earlier test may have one in the air, which it removes.
    const expected = ['antagonism', 'antagonism', 'cocktail', 'dose-response']
    await expect.poll(async () => (await added()).toSorted()).toEqual(expected)
    expect(await fitsWidth(page)).toBe(true)
    await expectAccessible(page)
  })
})
