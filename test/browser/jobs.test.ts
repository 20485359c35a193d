import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Job } from '../../src/dashboard/service/client.ts'
import { WATCHED_DESCENT } from '../descents.ts'
import { describeInBrowser, openPage } from './browser.ts'
import { expectNobodyKeptOut, kindsShown, service, submit, submitTwelve } from './jobs-page.ts'

const rowOf = (page: Page, job: Job) => page.getByRole('row').filter({ hasText: job.id.slice(-8) })

describeInBrowser('the list of jobs', () => {
  test('says how to begin while it is empty', async () => {
    const page = await openPage(`${service.url}/jobs`)
    await page.getByText('There are no jobs yet').waitFor()
    await page.getByRole('link', { name: 'submit a ready-made spec' }).click()
    await page.getByRole('heading', { name: 'Submit a spec' }).waitFor()
  })

  test('is filtered by type, kind and status, and by its address', async () => {
    const descent = await submitTwelve()
    const page = await openPage(`${service.url}/jobs`)
    expect(await kindsShown(page, 12)).toEqual(['gradient-descent', ...Array<string>(11).fill('fgsm')])
    const row = rowOf(page, descent)
    for (const text of ['succeeded', 'adaptive-proofreading (5,\u00a04)', String(descent.seed)]) {
      await row.getByText(text, { exact: true }).waitFor()
    }
    expect(await row.locator('time').getAttribute('datetime')).toBe(descent.createdAt)

    await page.getByLabel('Kind').selectOption('gradient-descent')
    expect(await kindsShown(page, 1)).toEqual(['gradient-descent'])
    expect(page.url()).toBe(`${service.url}/jobs?kind=gradient-descent`)
    await page.reload()
    expect(await kindsShown(page, 1)).toEqual(['gradient-descent'])
    await page.getByLabel('Status').selectOption('failed')
    await page.getByText('No job matches this filter').waitFor()
    await page.getByRole('link', { name: 'Show all jobs' }).click()
    await kindsShown(page, 12)
    expect(await page.getByLabel('Kind').inputValue()).toBe('')
  })

  test('tells what an address asks for wrongly', async () => {
    const page = await openPage(`${service.url}/jobs?status=done`)
    await page.getByRole('alert').getByText('/status').waitFor()
    await page.getByRole('link', { name: 'Show all jobs' }).first().click()
    await kindsShown(page, 12)
  })

  test('follows a running job, survives that the service is away, and cancels and deletes', async () => {
    const job = await submit(WATCHED_DESCENT, 0)
    const page = await openPage(`${service.url}/jobs?kind=gradient-descent`)
    const row = rowOf(page, job)
    await row.getByText('running', { exact: true }).waitFor()
    const progress = await row.getByText('iteration').textContent()
    await page.waitForFunction(
      (before) => document.querySelector('.job-state .numeric')?.textContent !== before,
      progress,
    )

    await page.route('**/v1/jobs?*', (route) => route.abort())
    await page.getByText('The service cannot be reached; trying again.').waitFor()
    expect(await row.count()).toBe(1)
    await page.unroute('**/v1/jobs?*')
    await kindsShown(page, 2)

    await row.getByRole('button', { name: 'Cancel' }).press('Enter')
    await row.getByText('cancelled', { exact: true }).waitFor()
    const button = row.getByRole('button', { name: 'Delete', exact: false })
    await button.press('Enter')
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    await row.getByRole('group', { name: /^Delete gradient-descent/ }).waitFor()
    await expect.poll(focused).toBe('Keep it')
    await page.keyboard.press('Escape')
    await row.getByRole('group').waitFor({ state: 'detached' })
    // The button alone: the page as a whole has that word too.
    await expect.poll(focused).toBe(`Delete gradient-descent ${job.id.slice(-8)}`)
    await page.keyboard.press('Enter')
    await row.getByRole('group').waitFor()
    await expect.poll(focused).toBe('Keep it')
    await page.keyboard.press('Shift+Tab')
    await expect.poll(focused).toBe('Delete for good')
    await page.keyboard.press('Enter')
    await row.waitFor({ state: 'detached' })
    await expect.poll(focused).toBe('gradient-descent')
    await page.getByText(`Deleted gradient-descent ${job.id.slice(-8)}.`).waitFor()
    expect((await service.request(`/v1/jobs/${job.id}`)).status).toBe(404)
  })

  test('380 px wide keeps nobody out (dark: false)', () => expectNobodyKeptOut(380, false))
})
