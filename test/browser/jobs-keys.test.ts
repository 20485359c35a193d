import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKey } from '../../src/api/keys.ts'
import type { Job } from '../../src/dashboard/service/client.ts'
import { SHORT_DESCENT, WATCHED_DESCENT } from '../descents.ts'
import { startTestService, type TestService } from '../service.ts'
import { expectAccessible } from './accessibility.ts'
import { describeInBrowser, openPage } from './browser.ts'

const folder = mkdtempSync(join(tmpdir(), 'antagon-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))

let service: TestService
let key: string
beforeAll(async () => {
  const keysFile = join(folder, 'keys')
  key = createKey(keysFile, 'tests')
  service = await startTestService({ keysFile })
})

async function submit(body: object, wait: number): Promise<Job> {
  const headers = { authorization: `Bearer ${key}`, prefer: `wait=${wait}` }
  return (await (await service.request('/v1/attacks', { body, headers })).json()) as Job
}

describeInBrowser('the pages of jobs of a service with keys', () => {
  test('ask for the key, then list, follow and download', async () => {
    const short = await submit(SHORT_DESCENT, 20)
    const endless = await submit(WATCHED_DESCENT, 0)
    const page = await openPage(`${service.url}/jobs`)
    const field = page.getByLabel('Key', { exact: true })
    await field.fill('x'.repeat(43))
    await page.getByRole('button', { name: 'Use this key' }).click()
    await page.getByRole('alert').getByText('The service refused the key').waitFor()
    await expectAccessible(page)
    await field.fill(key)
    await page.getByRole('button', { name: 'Use this key' }).click()
    await page.getByText('2 jobs on this page').waitFor()

    // A stream is opened with a ticket; the key itself stands in no address.
    const ticket = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/v1/tickets')
    const socket = page.waitForEvent('websocket')
    await page
      .getByRole('row', { name: endless.id.slice(-8) })
      .getByRole('link')
      .first()
      .click()
    expect((await ticket).status()).toBe(201)
    const streamed = new URL((await socket).url()).searchParams
    expect(streamed.has('ticket')).toBe(true)
    await page.waitForFunction(() => document.querySelector('progress')?.value)
    await page.getByRole('button', { name: /^Cancel/ }).click()
    await page.getByText('The job was cancelled and has no result').waitFor()

    await page.getByRole('link', { name: 'Jobs', exact: true }).click()
    await page
      .getByRole('row', { name: short.id.slice(-8) })
      .getByRole('link')
      .first()
      .click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ])
    expect(file.suggestedFilename()).toBe(`gradient-descent-${short.id}.csv`)
  })
})
