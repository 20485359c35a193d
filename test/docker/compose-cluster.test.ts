import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../../src/config.ts'
import { validateCompose } from './compose-schema.ts'
import { imageSetting, textOf, unknownSettings } from './project.ts'

interface Service {
  readonly command?: readonly string[]
  readonly scale?: number
  readonly ports?: readonly string[]
  readonly networks: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  readonly volumes: readonly string[]
  readonly stop_grace_period: string
  readonly mem_limit: string
}

interface Compose {
  readonly services: Readonly<Record<'api' | 'worker' | 'redis', Service>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>
}

const compose = parse(textOf('docker/compose.cluster.yaml'), { merge: true }) as Compose
const { api, worker, redis } = compose.services
const gibibytes = (size: string) => Number(/^(\d+)gb?$/.exec(size)?.[1])

test('the compose file of many processes is one by the schema of the Compose specification', () => {
  validateCompose(compose)
  expect(validateCompose.errors).toBeNull()
})

test('every container has a read-only root, no rights and a limit, and runs as the user of its image', () => {
  for (const service of Object.values(compose.services))
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      cpus: expect.any(Number),
      mem_limit: expect.stringMatching(/^\d+g$/),
    })
  expect(redis).toMatchObject({ user: '999:999', image: expect.stringMatching(/:\d+\.\d+\.\d+-/) })
})

test.for([
  ['api', api],
  ['worker', worker],
] as const)('the settings of the %s are settings of the service, which takes them', ([, service]) => {
  expect(unknownSettings(Object.keys(service.environment!))).toEqual([])
  const config = readConfig({ HOST: imageSetting('HOST'), ...service.environment })
  expect(config.redis).toMatchObject({ url: 'redis://redis:6379', blobs: { folder: '/data/blobs' } })
  // The service gives up closing 5 s after it has stopped waiting for jobs.
  const patience = config.shutdownPatienceMs / 1000
  expect(Number(service.stop_grace_period.replace('s', ''))).toBeGreaterThan(patience + 5)
})

test('large values lie where the image lets its user write, in one volume for all', () => {
  for (const { volumes, environment } of [api, worker]) {
    expect(volumes).toEqual([`blobs:${imageSetting('ANTAGON_DATA')}`])
    expect(environment?.ANTAGON_BLOBS).toMatch(new RegExp(`^${imageSetting('ANTAGON_DATA')}/`))
  }
})

test('each process that answers has a port of this machine’s own, and Redis has none', () => {
  const [, first, last] = /^127\.0\.0\.1:(\d+)-(\d+):8080$/.exec(api.ports![0]!)!.map(Number)
  expect(last! - first! + 1).toBe(api.scale)
  expect(imageSetting('PORT')).toBe('8080')
  expect(worker.ports).toBeUndefined()
  expect(redis.ports).toBeUndefined()
  expect(redis.networks).toEqual(['redis'])
  expect(compose.networks.redis).toEqual({ internal: true })
})

test('a worker runs the program that npm run worker runs, and its health check asks it', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: { worker: string } }
  expect(worker.command?.join(' ')).toBe(scripts.worker)
  expect(worker.environment?.ANTAGON_WORKER_PORT).toMatch(/^\d+$/)
  expect(textOf('Dockerfile')).toContain('CMD ["node", "docker/health-check.ts"]')
})

test('Redis writes down what it is told, removes nothing, and has room for twice its data', () => {
  const options = redis.command!.join(' ')
  for (const option of ['--appendonly yes', '--appendfsync everysec', '--maxmemory-policy noeviction'])
    expect(options).toContain(option)
  const most = /--maxmemory (\S+)/.exec(options)![1]!
  expect(gibibytes(redis.mem_limit)).toBe(2 * gibibytes(most))
  expect(redis.volumes).toEqual(['redis:/data'])
})
