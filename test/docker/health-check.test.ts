import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'

/** Listens as a process of the service would that answers with this status; gives the port. */
async function answering(status: number): Promise<string> {
  const server = createServer(({ url }, response) => {
    response.writeHead(url === '/healthz' ? status : 404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it has no port')
  return String(address.port)
}

async function check(settings: Readonly<Record<string, string>>): Promise<number | null> {
  const child = spawn(process.execPath, ['docker/health-check.ts'], { env: { ...process.env, ...settings } })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

test('the health check asks the service at its port, and a worker at its own', async () => {
  const [well, ill] = [await answering(200), await answering(503)]
  expect(await check({ PORT: well })).toBe(0)
  expect(await check({ PORT: ill })).toBe(1)
  expect(await check({ PORT: ill, ANTAGON_WORKER_PORT: well })).toBe(0)
  expect(await check({ PORT: well, ANTAGON_WORKER_PORT: ill })).toBe(1)
})
