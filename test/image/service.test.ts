import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createKey } from '../../src/api/keys.ts'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { isFinal } from '../../src/jobs/job.ts'
import { type AskedService, startServiceProcess } from '../process.ts'
import { type Outcome, outcomeOf } from '../restart/jobs.ts'
import { SHORT } from '../short.ts'
import { image } from './built-image.ts'
import { giveToUser, makeVolume } from './bundle.ts'
import { startContainer, startRefusedContainer } from './container.ts'

const KEYS_IN_CONTAINER = '/run/secrets/keys'
const keysFile = join(image.folder, 'keys')
const key = createKey(keysFile, 'tests')
giveToUser(keysFile)

/** How a container is run on a volume of this name, which it makes when there is none. */
function withKey(volume: string) {
  const folder = join(image.folder, volume)
  return {
    // The tests ask how a job does as fast as they can.
    settings: { ANTAGON_KEYS: KEYS_IN_CONTAINER, ANTAGON_RATE_LIMIT: '0' },
    volume: existsSync(folder) ? folder : makeVolume(volume),
    files: { [KEYS_IN_CONTAINER]: keysFile },
  }
}

async function submitPreset(service: AskedService, name: string): Promise<JobResource> {
  const preset = (await (await service.request(`/v1/presets/${name}`)).json()) as {
    path: string
    body: object
  }
  const answer = await service.request(preset.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(preset.body),
  })
  if (!answer.ok) throw new Error(`the job was refused: ${await answer.text()}`)
  return (await answer.json()) as JobResource
}

/** Waits until the job is as asked for; fails when it ends otherwise. */
async function until(
  service: AskedService,
  { links }: JobResource,
  holds: (job: JobResource) => boolean,
): Promise<JobResource> {
  for (;;) {
    const job = (await (await service.request(links.self)).json()) as JobResource
    if (holds(job)) return job
    if (isFinal(job.status)) throw new Error(`the job ended as ${job.status}: ${JSON.stringify(job.error)}`)
  }
}

async function finished(service: AskedService, job: JobResource): Promise<Outcome> {
  await until(service, job, ({ status }) => status === 'succeeded')
  return outcomeOf(service, job)
}

test('a container without keys refuses to start, and says why', async () => {
  const { code, output } = await startRefusedContainer({ settings: {}, volume: makeVolume('no-keys') })
  expect(output).toContain('HOST is 0.0.0.0, which other machines can reach: set ANTAGON_KEYS')
  expect(code).toBe(2)
})

// The demo’s jobs: the short form leaves the longest to the test that cuts it off.
const STEPS = SHORT ? ['2-1', '3-2'] : ['2-1', '3-1', '4-1', '3-2', '4-3', '5-3', '5-4']

test('the published attacks come to the same in the container as outside, and SIGTERM to process 1 ends it with 0', async () => {
  const container = await startContainer(withKey('published'), key)
  expect(container.execute(...image.config.Healthcheck.Test.slice(1))).toEqual({ code: 0, output: '' })
  expect((await fetch(`${container.url}/v1/jobs`)).status).toBe(401)
  const outside = await startServiceProcess()
  for (const step of STEPS) {
    const [inside, expected] = await Promise.all(
      [container, outside].map(async (service) =>
        finished(service, await submitPreset(service, `population-${step}`)),
      ),
    )
    expect(inside!.array.length).toBeGreaterThan(0)
    expect(inside).toEqual(expected)
  }
  expect(await container.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(container.output()).toContain('"msg":"stopped"')
  await outside.kill('SIGTERM')
})

test('a job that is cut off by kill -9 goes on when the container is started again on its volume', async () => {
  const volume = withKey('killed')
  const first = await startContainer(volume, key)
  const job = await submitPreset(first, 'population-5-4')
  await until(first, job, ({ status, progress }) => status === 'running' && progress.fraction > 0)
  expect(await first.kill('SIGKILL')).toEqual({ code: 137, signal: null })
  const second = await startContainer(volume, key)
  const outcome = await finished(second, job)
  expect(outcome.attempt).toBe(2)
  const outside = await startServiceProcess()
  const expected = await finished(outside, await submitPreset(outside, 'population-5-4'))
  expect({ ...outcome, attempt: expected.attempt }).toEqual(expected)
  expect(await second.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  await outside.kill('SIGTERM')
})

test('nothing of a container’s files can be written but its volume and /tmp, by a user without rights', async () => {
  const container = await startContainer(withKey('rights'), key)
  const write = (file: string) => container.execute('sh', '-c', `echo x > ${file}`)
  for (const file of ['/app/src/server.ts', '/app/.cache/x', '/etc/x', '/x']) {
    expect(write(file)).toMatchObject({ output: expect.stringContaining('Read-only file system') })
  }
  for (const file of ['/data/x', '/tmp/x']) expect(write(file)).toEqual({ code: 0, output: '' })
  const status = container.execute('cat', '/proc/1/status').output
  expect(status).toMatch(/^Uid:\s+1000\s+1000\s+1000\s+1000$/m)
  expect(status).toMatch(/^CapEff:\s+0+$/m)
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
  await container.kill('SIGTERM')
})

test('the compile cache of the image is the one that its user’s service takes', async () => {
  const [uid] = image.config.User.split(':')
  const [folder, ...others] = readdirSync(join(image.files, 'app/.cache'))
  expect(others).toEqual([])
  expect(folder).toMatch(new RegExp(`^${process.version}-${process.arch}-.*-${uid}$`))
  expect(readdirSync(join(image.files, 'app/.cache', folder!)).length).toBeGreaterThan(500)
})
