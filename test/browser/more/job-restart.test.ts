import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Job } from '../../../src/dashboard/service/client.ts'
import { WATCHED_DESCENT } from '../../descents.ts'
import { startTestService } from '../../service.ts'
import { describeInBrowser, openPage } from '../browser.ts'

const dataFolder = mkdtempSync(join(tmpdir(), 'antagon-restart-'))
afterAll(() => rmSync(dataFolder, { recursive: true }))

describeInBrowser('the page of a job that runs', () => {
  test('goes on by itself when the service is back', async () => {
    const first = await startTestService({ dataFolder })
    const answer = await first.request('/v1/attacks', { body: WATCHED_DESCENT })
    const { id } = (await answer.json()) as Job
    const page = await openPage(`${first.url}/jobs/${id}`)
    await page.waitForFunction(() => document.querySelector('progress')?.value)
    await first.close()
    await page.getByText('The service cannot be reached; trying again.').waitFor()

    const second = await startTestService({ dataFolder, port: Number(new URL(first.url).port) })
    await page.getByText('The service cannot be reached').waitFor({ state: 'detached' })
    await page.getByRole('definition').getByText('2', { exact: true }).waitFor()
    expect(((await (await second.request(`/v1/jobs/${id}`)).json()) as Job).attempt).toBe(2)
    await page.getByRole('button', { name: /^Cancel/ }).click()
    await page.getByText('The job was cancelled and has no result').waitFor()
  })
})
