import { expect, test } from 'vitest'
import { WATCHED_DESCENT } from '../descents.ts'
import { describeInBrowser } from './browser.ts'
import { expectNobodyKeptOut, failed, open, pictured, service, submit } from './job-page.ts'

describeInBrowser('the page of a job', () => {
  test('that has succeeded shows its figure and picture, its facts and its spec', async () => {
    const page = await open(pictured.id)
    await page.getByRole('heading', { name: `gradient-descent ${pictured.id.slice(-8)}` }).waitFor()
    await page.getByRole('status').getByText('succeeded').waitFor()
    const drawn = page.getByRole('region', { name: /^Figure of/ })
    const figure = await service.request(`/v1/jobs/${pictured.id}/result`, {
      headers: { accept: 'image/svg+xml' },
    })
    const words = (await figure.text()).replaceAll(/<[^>]+>|\s/g, '')
    await drawn.locator('svg').waitFor()
    expect((await drawn.textContent())!.replaceAll(/\s/g, '')).toBe(words)
    const picture = page.getByRole('img', { name: /^The ligands at the end/ })
    await picture.waitFor()
    await page.waitForFunction(() => document.querySelector('img.job-picture')!.clientHeight > 20)
    const spec = await page.getByRole('region', { name: 'Spec' }).locator('pre').textContent()
    expect(JSON.parse(spec!)).toEqual(pictured.spec)
    expect(await page.getByRole('link', { name: 'Watch' }).getAttribute('href')).toBe(`/?job=${pictured.id}`)
  })

  test('that has failed says why, where, and how to go on', async () => {
    const page = await open(failed.id)
    const alert = page.getByRole('alert')
    await alert.getByText('/ligands').waitFor()
    expect((await alert.textContent())!.toLowerCase()).toContain(failed.error!.detail)
    expect(await page.getByRole('button', { name: 'JSON' }).count()).toBe(0)
    await alert.getByRole('link', { name: 'Repeat the job with changes' }).click()
    await page.getByRole('heading', { name: 'Repeat with changes' }).waitFor()
    expect(page.url()).toBe(`${service.url}/submit?from=${failed.id}`)
  })

  test('that runs shows its progress, is cancelled, and then deleted', async () => {
    const job = await submit(WATCHED_DESCENT, 0)
    const page = await open(job.id)
    const progress = page.getByRole('progressbar', { name: 'Progress of the job' })
    await progress.waitFor()
    await page.waitForFunction(() => document.querySelector('progress')!.value > 0)
    await page.getByRole('button', { name: /^Cancel/ }).click()
    await page.getByText('The job was cancelled and has no result').waitFor()
    await page.getByRole('button', { name: /^Delete/ }).click()
    await page.getByRole('button', { name: 'Delete for good' }).click()
    await page.getByRole('heading', { name: 'Jobs' }).waitFor()
    expect((await service.request(`/v1/jobs/${job.id}`)).status).toBe(404)
  })

  test('that is not there says so and leads to the list', async () => {
    const page = await open('nowhere')
    await page.getByRole('alert').getByText('There is no job nowhere').waitFor()
    await page.getByRole('link', { name: 'Show all jobs' }).click()
    await page.getByText('2 jobs on this page').waitFor()
  })

  test('380 px wide keeps nobody out (dark: false)', () => expectNobodyKeptOut(380, false))
})
