import type { Page } from 'playwright-core'
import { openPage } from './browser.ts'

/** Opens the attack page of a service on a job. */
export const openJob = (service: string, job: string) =>
  openPage(`${service}/?job=${job}`, { stillness: true })

/** Waits until the attack page shows an iteration from `least` up to `most`, and tells which. */
export async function untilIteration(
  page: Page,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): Promise<number> {
  const shown = await page.waitForFunction(
    ([from, to]) => {
      const text = document.querySelector('[data-testid=iteration]')?.textContent
      const iteration = Number(text?.replaceAll(/\D/g, ''))
      return iteration >= from! && iteration <= to! && { iteration }
    },
    [least, most],
  )
  return ((await shown.jsonValue()) as { iteration: number }).iteration
}

/** Goes through the first moments that the page has kept, by keyboard: they must be these iterations. */
export async function expectFirstMoments(page: Page, iterations: readonly number[]): Promise<void> {
  await page.getByRole('slider', { name: 'Moment of the trajectory' }).focus()
  await page.keyboard.press('Home')
  for (const iteration of iterations) {
    await untilIteration(page, iteration, iteration)
    await page.keyboard.press('ArrowRight')
  }
}
