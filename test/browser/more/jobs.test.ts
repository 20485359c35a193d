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
})
