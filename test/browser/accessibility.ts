import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Fails where axe-core finds that the page, as it is, keeps somebody out: WCAG 2 A and AA, and good practice. */
export async function expectAccessible(page: Page): Promise<void> {
  // Evaluated, not added as a script, which the page's own policy would refuse.
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    const found = await axe.run(document)
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
    )
  })
  expect(violations).toEqual([])
}
