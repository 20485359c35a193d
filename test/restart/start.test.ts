import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, describe, expect, test } from 'vitest'
import { SHORT_DESCENT } from '../descents.ts'
import { type ServiceProcess, startRefused, startServiceProcess, temporaryFolder } from '../process.ts'
import { follow, submit } from './jobs.ts'

/** What a refusal looks like: one line, for people. */
const ONE_LINE = /^antagon: [^\n]+\n$/

describe('starting the service', () => {
  const folder = temporaryFolder()
  let first: ServiceProcess
  beforeAll(async () => {
    first = await startServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: '1' })
  })

  test('a second one on the same folder is refused, and the first goes on', async () => {
    const refused = await startRefused({ ANTAGON_DATA: folder })
    expect(refused).toMatchObject({ code: 2, output: expect.stringMatching(ONE_LINE) })
    expect(refused.output).toContain(folder)
    expect(refused.output).toContain('another antagon is using it')
    expect((await follow(first, await submit(first, SHORT_DESCENT))).at(-1)).toMatchObject({
      type: 'end',
      status: 'succeeded',
    })
  })

  test('and stopping it as soon as it listens ends well', async () => {
    const service = await startServiceProcess()
    expect(await service.kill('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(service.output()).toContain('stopped')
  })

  test('a port that another process uses is refused', async () => {
    const { port } = new URL(first.url)
    const refused = await startRefused({ PORT: port })
    expect(refused).toMatchObject({ code: 2, output: expect.stringMatching(ONE_LINE) })
    expect(refused.output).toContain(`PORT ${port}`)
    expect((await first.request('/healthz')).status).toBe(200)
  })

  test('an address that other machines reach is refused without keys', async () => {
    const refused = await startRefused({ HOST: '0.0.0.0' })
    expect(refused).toMatchObject({ code: 2, output: expect.stringMatching(ONE_LINE) })
    expect(refused.output).toContain('HOST')
    expect(refused.output).toContain('ANTAGON_KEYS')
  })

  test.each([
    ['PORT', 'http'],
    ['ANTAGON_KEYS', '/'],
  ])('%s=%s is refused, by name', async (name, value) => {
    const refused = await startRefused({ [name]: value })
    expect(refused).toMatchObject({ code: 2, output: expect.stringMatching(ONE_LINE) })
    expect(refused.output).toContain(name)
    expect(refused.output).toContain(value)
  })

  test('a file .env is read for what the environment leaves open', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, '.env'), 'LOG_LEVEL=shouting\nPORT=http\n')
    const refused = await startRefused({}, folder)
    expect(refused.code).toBe(2)
    expect(refused.output).toContain('LOG_LEVEL must be one of')
    expect((await startRefused({ LOG_LEVEL: 'loud' }, folder)).output).toContain('“loud”')
  })

  test('a folder that cannot be made is refused', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    const refused = await startRefused({ ANTAGON_DATA: join(file, 'data') })
    expect(refused).toMatchObject({ code: 2, output: expect.stringMatching(ONE_LINE) })
  })

  test.each([
    ['that is no database', (file: string) => writeFileSync(file, 'no database'.repeat(1000))],
    [
      'of a later version',
      (file: string) => {
        const database = new DatabaseSync(file)
        database.exec('pragma user_version = 99')
        database.close()
      },
    ],
  ])('a store %s is refused', async (_, damage) => {
    const folder = join(temporaryFolder(), 'data')
    mkdirSync(folder)
    damage(join(folder, 'antagon.sqlite'))
    const refused = await startRefused({ ANTAGON_DATA: folder })
    expect(refused).toMatchObject({ code: 2, output: expect.stringMatching(ONE_LINE) })
    expect(refused.output).toContain('the store')
  })
})
