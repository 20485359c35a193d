import { expect, test } from 'vitest'
import type { Job } from '../../src/dashboard/service/client.ts'
import { describeInBrowser } from './browser.ts'
import { expectNobodyKeptOut, former, get, openSpec, service, specField, specShown } from './submit-page.ts'

describeInBrowser('the page to submit a spec', () => {
  test('repeats a job, with the seed that it had or another one', async () => {
    const page = await openSpec(`?from=${former.id}`)
    const spec = await specShown(page)
    expect(spec).toEqual({ ...former.spec, seed: former.seed })
    await page.getByText(`With the seed ${former.seed} the same spec gives the same result`).waitFor()
    const changed = { ...spec, seed: former.seed === 8 ? 9 : 8 }
    await specField(page).fill(JSON.stringify(changed))
    await page.getByRole('button', { name: 'Submit' }).click()
    await page.getByRole('status').getByText('succeeded').waitFor()
    const [, id] = /\/jobs\/([^/?]+)$/.exec(page.url())!
    const job = await get<Job>(`/v1/jobs/${id}`)
    expect(job).toMatchObject({ spec: changed, seed: changed.seed })
    const results = await Promise.all(
      [former, job].map(async ({ links }) => (await service.request(links.result)).text()),
    )
    expect(results[0]).not.toBe(results[1])
  })

  test('tells what the service refuses, with where it stands in the spec', async () => {
    const page = await openSpec(`?from=${former.id}`)
    const spec = await specShown(page)
    await specField(page).fill(JSON.stringify({ ...spec, options: { maxIterations: -1 } }))
    await page.getByRole('button', { name: 'Submit' }).click()
    await page.getByRole('alert').getByText('/options/maxIterations', { exact: true }).waitFor()
    await specField(page).fill('{"kind": "nothing"}')
    await page.getByText('The service knows no kind "nothing".').waitFor()
  })

  test('380 px wide keeps nobody out (dark: true)', () => expectNobodyKeptOut(380, true))
})
