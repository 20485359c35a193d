import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInBrowser } from '../browser.ts'
import { expectNobodyKeptOut, open, pictured, service } from '../job-page.ts'

/** What a page gives when a form of the result is asked for: the file’s name and its bytes. */
async function download(page: Page, form: string) {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: form, exact: true }).click(),
  ])
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
}

describeInBrowser('the page of a job', () => {
  test('gives its result in every form, byte for byte as the service does', async () => {
    const page = await open(pictured.id)
    for (const [form, extension, accept] of [
      ['JSON', 'json', 'application/json'],
      ['CSV', 'csv', 'text/csv'],
      ['SVG', 'svg', 'image/svg+xml'],
      ['PNG', 'png', 'image/png'],
      ['float64', 'f64', 'application/octet-stream'],
    ] as const) {
      const { name, bytes } = await download(page, form)
      expect(name).toBe(`gradient-descent-${pictured.id}.${extension}`)
      const answer = await service.request(`/v1/jobs/${pictured.id}/result`, { headers: { accept } })
      expect(bytes.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true)
    }
  })

  test('1280 px wide keeps nobody out (dark: true)', () => expectNobodyKeptOut(1280, true))
})
