import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { submit } from '../../src/dashboard/service/client.ts'
import { DEFAULT_URGENCY } from '../../src/jobs/job.ts'

const seen: IncomingHttpHeaders[] = []
const server = createServer(({ headers }, answer) => {
  seen.push(headers)
  answer.setHeader('content-type', 'application/json').end('{}')
})
beforeAll(async () => {
  // What a browser has, and Node has not.
  vi.stubGlobal('sessionStorage', { getItem: () => null })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  vi.unstubAllGlobals()
  server.close()
})

test('a page submits with the urgency of whoever says nothing, not with the one that its browser would send', async () => {
  const { port } = server.address() as AddressInfo
  await submit(`http://127.0.0.1:${port}/v1/attacks`, { kind: 'fgsm' })
  expect(seen).toHaveLength(1)
  expect(seen[0]).toMatchObject({ priority: `u=${DEFAULT_URGENCY}`, 'content-type': 'application/json' })
})
