import { beforeAll, describe, expect, test } from 'vitest'
import { PAGES } from '../../src/dashboard/pages.ts'
import { type Client, openClient } from './client.ts'

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const get = (path: string, headers: Record<string, string> = {}) => client.service.request(path, { headers })

/** What the document loads. */
async function assets(): Promise<string[]> {
  const document = await (await get('/')).text()
  return [...document.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!)
}

describe('the dashboard', () => {
  test.each(Object.values(PAGES))('is one document, also at %s', async (path) => {
    const answer = await get(path.replace(':id', 'some-job'))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await answer.text()).toContain('<div id="app">')
    expect(answer.headers.get('cache-control')).toBe('no-cache')
  })

  test('may load nothing from elsewhere, and run nothing that is written into it', async () => {
    const answer = await get('/')
    const policy = new Map(
      answer.headers
        .get('content-security-policy')!
        .split('; ')
        .map((directive) => [directive.split(' ')[0]!, directive.split(' ').slice(1)]),
    )
    expect(policy.get('default-src')).toEqual(["'none'"])
    for (const [name, sources] of policy) {
      for (const source of sources) {
        expect(["'self'", "'none'", ...(name === 'img-src' ? ['data:', 'blob:'] : [])]).toContain(source)
      }
    }
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('has scripts and styles that are kept for ever under names of their own, sent compressed', async () => {
    const paths = await assets()
    expect(paths.map((path) => path.split('.').at(-1)).sort()).toEqual(['css', 'js'])
    for (const path of paths) {
      const answer = await get(path, { 'accept-encoding': 'gzip' })
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(answer.headers.get('content-encoding')).toBe('gzip')
      expect(answer.headers.get('content-type')).toMatch(/^(application\/javascript|text\/css)/)
      const plain = await get(path, { 'accept-encoding': 'identity' })
      expect(plain.headers.get('content-encoding')).toBeNull()
      // `fetch` has unpacked the other.
      expect(await answer.text()).toBe(await plain.text())
    }
  })

  test('is not sent again to who has it', async () => {
    const tag = (await get('/')).headers.get('etag')!
    const answer = await get('/', { 'if-none-match': tag })
    expect(answer.status).toBe(304)
    expect(await answer.text()).toBe('')
  })

  test.each([
    '/assets/nothing.js',
    '/assets/../../package.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/tables',
  ])('has nothing at %s', async (path) => {
    await client.refusal(path, {}, 404, 'not-found')
  })
})
