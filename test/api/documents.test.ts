import { readFileSync } from 'node:fs'
import { Parser } from '@asyncapi/parser'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeDocuments } from '../../src/documents.ts'
import { allPresets } from '../../src/presets/presets.ts'
import { type Client, openClient } from './client.ts'

let client: Client
let documents: Record<string, string>
beforeAll(async () => {
  client = await openClient({ workers: 1 })
  documents = await makeDocuments()
})

const committed = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const served = async (path: string) => (await client.send(path)).json<object>()

describe('the documents', () => {
  test.each([['openapi'], ['asyncapi']])(
    'as committed are what the code makes and the service gives (npm run documents): %s',
    async (name) => {
      const file = `openapi/${name}.json`
      expect(committed(file)).toBe(documents[file])
      expect(await served(`/${name}.json`)).toEqual(JSON.parse(documents[file]!))
    },
  )
})

describe('the OpenAPI document', () => {
  test('is version 3.1 and has no error by the recommended rules', async () => {
    const source = documents['openapi/openapi.json']!
    expect(JSON.parse(source)).toMatchObject({ openapi: expect.stringMatching(/^3\.1\./) })
    const config = await createConfig({ extends: ['recommended'] })
    const found = await lintFromString({ source, config })
    const errors = found.filter(({ severity }) => severity === 'error')
    expect(errors.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([])
  })

  test('has every path of the contract', async () => {
    const { paths } = JSON.parse(documents['openapi/openapi.json']!) as { paths: Record<string, object> }
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(operations).toEqual(
      expect.arrayContaining([
        'GET /v1/models',
        'GET /v1/models/{name}',
        'POST /v1/models/adaptive-proofreading/evaluate',
        'GET /v1/methods',
        'POST /v1/attacks',
        'GET /v1/jobs',
        'GET /v1/jobs/{id}',
        'GET /v1/jobs/{id}/result',
        'DELETE /v1/jobs/{id}',
        'GET /v1/jobs/{id}/events',
        'GET /v1/presets',
        'POST /v1/tickets',
        'GET /healthz',
        'GET /readyz',
      ]),
    )
  })

  test('shows each shape once and by name, and says of each answer what it is', () => {
    const text = documents['openapi/openapi.json']!
    expect(text).not.toContain('"$id"')
    expect(text).not.toContain('def-0')
    expect(text).not.toContain('Default Response')
  })

  test.each(allPresets().map((preset) => [preset.name, preset] as const))(
    'takes the preset %s',
    (_, { path, body }) => {
      expect(client.contract.faultOfRequest('POST', path, body)).toBeNull()
      expect(client.contract.faultOfRequest('POST', path, { ...body, colour: 'red' })).not.toBeNull()
    },
  )
})

describe('the AsyncAPI document', () => {
  test('is read without error', async () => {
    const { document, diagnostics } = await new Parser().parse(documents['openapi/asyncapi.json']!)
    // Severity 0 is an error.
    expect(diagnostics.filter(({ severity }) => severity === 0).map(({ message }) => message)).toEqual([])
    const names = document!.allMessages().map((message) => message.id())
    expect(names).toEqual(expect.arrayContaining(['frame', 'status', 'end', 'gap']))
  })
})

describe('the page of documents', () => {
  test('is HTML that loads its script from the service and nothing from elsewhere', async () => {
    const { service } = client
    const moved = await service.request('/docs')
    expect(new URL(moved.url).pathname).toBe('/docs/')
    const page = await service.request('/docs/')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    const html = await page.text()
    expect(html).not.toMatch(/(?:src|href)\s*=\s*["']?\s*(?:https?:)?\/\//i)
    expect(html).not.toMatch(/url\(\s*["']?\s*(?:https?:)?\/\//i)
    expect(html).not.toMatch(/@import/i)
    const scripts = Array.from(html.matchAll(/<script[^>]*\ssrc="([^"]+)"/g), ([, source]) => source!)
    expect(scripts.length).toBeGreaterThan(0)
    for (const source of scripts) {
      const { pathname } = new URL(source, `${service.url}/docs/`)
      const script = await service.request(pathname)
      expect(script.status).toBe(200)
      expect(script.headers.get('content-type')).toMatch(/javascript/)
    }
  })
})
