import { beforeAll, expect, test } from 'vitest'
import type { JobPage } from '../../../src/dashboard/service/client.ts'
import { describeInBrowser, openPage } from '../browser.ts'
import { expectNobodyKeptOut, kindsShown, service, submitTwelve } from '../jobs-page.ts'

beforeAll(async () => {
  await submitTwelve()
})

const list = async (query = '') => (await (await service.request(`/v1/jobs${query}`)).json()) as JobPage

describeInBrowser('the list of jobs', () => {
  test('comes in pages, each of which has an address', async () => {
    const page = await openPage(`${service.url}/jobs?limit=10`)
    await kindsShown(page, 10)
    await page.getByRole('link', { name: 'Older jobs' }).click()
    await kindsShown(page, 2)
    const { next } = await list('?limit=10')
    expect(new URL(page.url()).searchParams.get('cursor')).toBe(next)
    await page.goBack()
    await kindsShown(page, 10)
    await page.goForward()
    await kindsShown(page, 2)
    await page.getByRole('link', { name: 'Newest jobs' }).click()
    await kindsShown(page, 10)
    expect(page.url()).toBe(`${service.url}/jobs?limit=10`)
  })

  test('1280 px wide keeps nobody out (dark: true)', () => expectNobodyKeptOut(1280, true))

  test('gives the focus to the next job also where the list is read without the deleted one first', async () => {
    const page = await openPage(`${service.url}/jobs`)
    await kindsShown(page, 12)
    await page.route('**/v1/jobs/*', async (route) => {
      const answer = await route.fetch()
      // The page reads its list when it is shown again.
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
      await kindsShown(page, 11)
      await route.fulfill({ response: answer })
    })
    await page
      .getByRole('button', { name: /^Delete/ })
      .first()
      .press('Enter')
    await page.getByRole('button', { name: 'Delete for good' }).press('Enter')
    await page.getByText('Deleted gradient-descent').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('fgsm')
  })
})
