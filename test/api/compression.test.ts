import { request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { startTestService, type TestService } from '../service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService({ workers: 1 })
})

/** An answer as it came over the wire; `fetch` would unpack it. */
function get(path: string, encodings: string) {
  return new Promise<{ encoding: string | undefined; vary: string | undefined; bytes: Buffer }>(
    (resolve, reject) => {
      const asked = request(service.url + path, { headers: { 'accept-encoding': encodings } }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => {
          const { 'content-encoding': encoding, vary } = answer.headers
          resolve({ encoding, vary, bytes: Buffer.concat(parts) })
        })
      })
      asked.on('error', reject).end()
    },
  )
}

describe('catalogues', () => {
  test.each(['/v1/methods', '/v1/presets', '/v1/models', '/openapi.json', '/asyncapi.json'])(
    'such as %s are sent compressed to who takes them so, and else as they are',
    async (path) => {
      const packed = await get(path, 'br, gzip;q=0.8')
      const plain = await get(path, 'identity')
      const refused = await get(path, 'gzip;q=0')
      expect(packed).toMatchObject({ encoding: 'gzip', vary: 'Accept-Encoding' })
      expect(plain).toMatchObject({ encoding: undefined, vary: 'Accept-Encoding' })
      expect(gunzipSync(packed.bytes)).toEqual(plain.bytes)
      expect(refused.bytes).toEqual(plain.bytes)
      expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 2)
    },
  )

  test('alone: what is small or changes is not', async () => {
    expect(await get('/v1/jobs', 'gzip')).toMatchObject({ encoding: undefined, vary: undefined })
  })
})
