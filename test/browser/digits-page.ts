import type { Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { documentOf } from '../../src/api/classifier-document.ts'
import { held, randomNetwork } from '../networks.ts'
import { startTestService, type TestService } from '../service.ts'
import { openPage, type PageOptions } from './browser.ts'

export const NARROW = { width: 380, height: 800 }

/** A network of random weights behind a filter: it needs no training. */
export const FILTERED = 'filtered'

/** The service of a test file about this page; it holds that network. */
export let service: TestService
beforeAll(async () => {
  service = await startTestService()
  const { record, weights } = held(FILTERED, randomNetwork([], 4, { n: 5, theta: 0.5 }))
  const { format, name, labels, network } = documentOf(record, weights)
  const answer = await service.request('/v1/classifiers', { body: { format, name, labels, network } })
  expect(answer.status).toBe(201)
})

export const open = (query: string, options?: PageOptions) =>
  openPage(`${service.url}/digits${query}`, options)

export const resultOf = async <T>(id: string) =>
  (await (await service.request(`/v1/jobs/${id}/result`)).json()) as T

/** The id of a simulation that has been done. */
export const begin = async (body: object) => {
  const answer = await service.request('/v1/simulations', { body, headers: { prefer: 'wait=25' } })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { id: string }).id
}

/** The value of a parameter of the page's address, once it is there. */
export const inAddress = async (page: Page, name: string) => {
  await page.waitForURL((url) => url.searchParams.has(name))
  return new URL(page.url()).searchParams.get(name)!
}
