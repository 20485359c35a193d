import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'

/*
 * Makes a store by the code of an earlier version, and writes down what that version answers:
 *   git worktree add --detach CHECKOUT COMMIT && ln -s $PWD/node_modules CHECKOUT/node_modules
 *   node test/jobs/stores/make.ts CHECKOUT VERSION
 */

const [checkout, version] = process.argv.slice(2)
if (checkout === undefined || version === undefined) throw new Error('usage: make.ts CHECKOUT VERSION')
const format = Number(version)
const work = mkdtempSync(join(tmpdir(), 'antagon-old-'))
const data = join(work, 'data')
const keysFile = join(work, 'keys')

const cell = { model: 'adaptive-proofreading', parameters: { N: 3, m: 2, criticalBindingTime: 3 } }
const descent = (seed: number, maxIterations: number, frameEvery: number) => ({
  kind: 'gradient-descent',
  seed,
  target: cell,
  ligands: {
    populations: [
      { label: 'agonist', count: 12, bindingTime: { distribution: 'normal', mean: 3.4, sd: 0.05 } },
      { label: 'self', count: 28, bindingTime: { distribution: 'half-normal', sd: 0.5 } },
    ],
  },
  options: { maxIterations, frameEvery, stepSize: 1e-9 },
})
const FINISHED = descent(1, 40, 10)
const MIDDLE = descent(2, 400_000, 20_000)
const QUEUED = descent(3, 30, 10)
const SPLIT = {
  kind: 'ensemble',
  seed: 4,
  target: { model: 'kinetic-proofreading', parameters: { steps: 2 } },
  ligand: { bindingTime: [2, 8], quantity: [20, 100] },
  time: [1, 10],
  replicates: 8,
}
/** More ligands than are drawn when a job is submitted, and no agonist among them. */
const FAILING = {
  kind: 'gradient-descent',
  seed: 1,
  target: cell,
  ligands: {
    populations: [{ label: 'self', count: 250_001, bindingTime: { distribution: 'half-normal', sd: 0.1 } }],
  },
}
const LINEAR = { kind: 'linear', seed: 1, digits: { count: 20 }, epochs: 1, name: 'trained' }

interface Running {
  ask(path: string, body?: object, headers?: Record<string, string>, method?: string): Promise<Response>
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

async function start(): Promise<Running> {
  const withKeys = format >= 4 ? { ANTAGON_KEYS: keysFile } : {}
  const child = spawn(process.execPath, [resolve(checkout!, 'src/server.ts')], {
    cwd: work,
    env: { PATH: process.env.PATH, PORT: '0', ANTAGON_DATA: data, ANTAGON_WORKERS: '1', ...withKeys },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const address = () => /listening on (http:\/\/[^"\s]+)/.exec(output)?.[1]
  while (address() === undefined) await once(child.stdout, 'data')
  return {
    ask: (path, body, headers = {}, method = body ? 'POST' : 'GET') =>
      fetch(address() + path, {
        method,
        headers: {
          ...(body && { 'content-type': 'application/json' }),
          ...(key !== null && { authorization: `Bearer ${key}` }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      }),
    async end(signal) {
      const exit = once(child, 'exit')
      child.kill(signal)
      await exit
    },
  }
}

interface Job {
  readonly id: string
  readonly status: string
  readonly progress: { readonly fraction: number }
}

async function submit(service: Running, path: string, spec: object, headers = {}): Promise<Job> {
  const response = await service.ask(path, spec, headers)
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Job
}

async function until(service: Running, id: string, enough: (job: Job) => boolean): Promise<void> {
  for (;;) if (enough((await (await service.ask(`/v1/jobs/${id}`)).json()) as Job)) return
}

/** Of version 4 the old command, of version 5 the new one. */
async function makeKey(): Promise<string | null> {
  if (format < 4) return null
  const args = format === 4 ? [keysFile, 'ann'] : ['create', keysFile, 'ann']
  const child = spawn(process.execPath, [resolve(checkout!, 'src/keys-main.ts'), ...args])
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
  await once(child, 'close')
  return text.trim().split('\n').at(-1)!
}

const key = await makeKey()
let service = await start()
const over = ({ status }: Job) => ['succeeded', 'failed', 'cancelled'].includes(status)
const ids: Record<string, string> = {}
const add = async (name: string, path: string, spec: object, headers = {}) => {
  ids[name] = (await submit(service, path, spec, headers)).id
}
await add('finished', '/v1/attacks', FINISHED, { 'idempotency-key': 'once' })
await until(service, ids.finished!, over)
if (format >= 2) {
  await add('split', '/v1/simulations', SPLIT).catch(() => add('split', '/v1/attacks', SPLIT))
  await until(service, ids.split!, over)
}
if (format >= 3) {
  await add('training', '/v1/trainings', LINEAR)
  await until(service, ids.training!, over)
}
await add('failed', '/v1/attacks', FAILING)
await until(service, ids.failed!, over)
await add('middle', '/v1/attacks', MIDDLE)
// Earlier versions take no notice of it.
await add('queued', '/v1/attacks', QUEUED, { priority: 'u=5' })
await add('cancelled', '/v1/attacks', descent(5, 30, 10))
await service.ask(`/v1/jobs/${ids.cancelled}`, undefined, {}, 'DELETE')
await until(
  service,
  ids.middle!,
  ({ progress, status }) => over({ status } as Job) || progress.fraction > 0.1,
)
// A stop makes it keep a checkpoint; the next service is killed while it goes on from there.
await service.end('SIGTERM')
service = await start()
await until(service, ids.middle!, ({ status }) => over({ status } as Job) || status === 'running')
const answers: Record<string, unknown> = {}
for (const name of ['finished', 'split', 'training', 'failed', 'cancelled', 'queued', 'middle']) {
  const id = ids[name]
  if (id === undefined) continue
  const job = (await (await service.ask(`/v1/jobs/${id}`)).json()) as Job
  answers[name] = { job }
  if (!over(job)) continue
  const result = await service.ask(`/v1/jobs/${id}/result`)
  const events = await (await service.ask(`/v1/jobs/${id}/events`)).text()
  answers[name] = { job, events, result: result.ok ? await result.json() : null }
}
const array = await service.ask(`/v1/jobs/${ids.finished}/result`, undefined, {
  accept: 'application/octet-stream',
})
const classifiers = format >= 3 ? await (await service.ask('/v1/classifiers')).json() : null
await service.end('SIGKILL')

// What the killed one had not moved into its file.
const file = join(data, 'antagon.sqlite')
const database = new DatabaseSync(file)
const count = (sql: string) => (database.prepare(sql).get() as { n: number }).n
if (count('select user_version as n from pragma_user_version') !== format)
  throw new Error('the checkout has another version')
if (count('select count(*) as n from checkpoints') !== 1) throw new Error('there is no checkpoint')
if (count("select count(*) as n from jobs where status = 'running'") !== 1)
  throw new Error('no job was running')
database.exec('pragma journal_mode = delete; vacuum')
database.close()
const here = import.meta.dirname
writeFileSync(join(here, `v${format}.sqlite.gz`), gzipSync(readFileSync(file), { level: 9 }))
writeFileSync(
  join(here, `v${format}.json`),
  `${JSON.stringify({ answers, array: Buffer.from(await array.arrayBuffer()).toString('base64'), classifiers }, null, 1)}\n`,
)
rmSync(work, { recursive: true })
