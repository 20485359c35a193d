import { test } from 'vitest'
import { PAGES } from '../../../src/dashboard/pages.ts'
import { describeInBrowser } from '../browser.ts'
import { expectLight } from '../first-view.ts'

describeInBrowser('the first view', () => {
  test.each([PAGES.table, PAGES.digits, PAGES.jobs])('of %s weighs under 150 kB gzipped', (path) =>
    expectLight(path),
  )
})
