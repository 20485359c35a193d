import { beforeAll, describe, expect, test } from 'vitest'
import { VERSION } from '../../src/version.ts'
import { endlessDescent, SHORT_DESCENT } from '../descents.ts'
import { openEvents, openSocket } from '../socket-client.ts'
import { type Client, openClient } from './client.ts'
import { type Metric, parseExposition } from './exposition.ts'

let client: Client
beforeAll(async () => {
  client = await openClient({ workers: 1, mostQueued: 7 })
})

type Metrics = ReadonlyMap<string, Metric>

async function metrics(): Promise<Metrics> {
  const answer = await client.send('/metrics')
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=/)
  return parseExposition(answer.text)
}

/** The metrics of all that the service consists of: on Redis, of its worker as well. */
async function allMetrics(): Promise<readonly Metrics[]> {
  const { runningUrl, url } = client.service
  const own = await metrics()
  if (runningUrl === url) return [own]
  return [own, parseExposition(await (await fetch(`${runningUrl}/metrics`)).text())]
}

/** The sum of the samples that have these labels; zero when there is none. */
function value(of: Metrics | readonly Metrics[], name: string, labels: object = {}, metric = name): number {
  return [of]
    .flat()
    .flatMap((all) => all.get(metric)!.samples)
    .filter((sample) => sample.name === name && matches(sample.labels, labels))
    .reduce((sum, sample) => sum + sample.value, 0)
}

function matches(labels: Readonly<Record<string, string>>, wanted: object): boolean {
  return Object.entries(wanted).every(([name, text]) => labels[name] === text)
}

describe('the metrics', () => {
  test('are in the format that Prometheus reads, each with a help and in one place', async () => {
    for (const [name, { help, type }] of await metrics()) {
      expect(help, name).not.toBe('')
      expect(name.endsWith('_total') || type !== 'counter', name).toBe(true)
    }
  })

  test('count a job from its submission to its end, and time it', async () => {
    const before = await allMetrics()
    await client.finish(SHORT_DESCENT)
    const after = await allMetrics()
    const kind = 'gradient-descent'
    const rise = (name: string, labels: object, metric = name) =>
      value(after, name, labels, metric) - value(before, name, labels, metric)
    expect(rise('antagon_jobs_submitted_total', { kind })).toBe(1)
    expect(rise('antagon_job_attempts_total', { kind })).toBe(1)
    expect(rise('antagon_job_retries_total', { kind })).toBe(0)
    expect(rise('antagon_jobs_ended_total', { kind, outcome: 'succeeded' })).toBe(1)
    expect(rise('antagon_job_queue_seconds_count', {}, 'antagon_job_queue_seconds')).toBe(1)
    expect(rise('antagon_job_run_seconds_count', { kind }, 'antagon_job_run_seconds')).toBe(1)
    expect(rise('antagon_jobs', { kind, status: 'succeeded' })).toBe(1)
  })

  test('show what runs, what waits and what was cancelled at this moment', async () => {
    const [running, waiting] = await Promise.all(
      [0, 1].map(async () => (await client.submit(endlessDescent(1000))).json<{ id: string }>().id),
    )
    await client.until(running!, 'running')
    const during = await allMetrics()
    expect(value(during, 'antagon_workers')).toBe(1)
    expect(value(during, 'antagon_workers_busy')).toBe(1)
    expect(value(during, 'antagon_queue_length')).toBe(1)
    expect(value(during, 'antagon_queue_limit')).toBe(7)
    expect(value(during, 'antagon_jobs', { status: 'running' })).toBe(1)
    for (const id of [waiting, running]) await client.send(`/v1/jobs/${id}`, { method: 'DELETE' })
    // A worker beside the service is told that a job has been cancelled, and may still be stopping.
    await expect.poll(async () => value(await allMetrics(), 'antagon_workers_busy')).toBe(0)
    const after = await allMetrics()
    expect(value(after, 'antagon_jobs_ended_total', { outcome: 'cancelled' })).toBe(2)
    expect(value(after, 'antagon_queue_length')).toBe(0)
  })

  test('name a request by its route, never by its path', async () => {
    await client.send('/v1/jobs/secret-name')
    await client.service.request('/secret-path')
    const text = (await client.send('/metrics')).text
    expect(text).not.toContain('secret')
    const all = parseExposition(text)
    const requests = (labels: object) => value(all, 'antagon_http_requests_total', labels)
    expect(requests({ method: 'GET', route: '/v1/jobs/:id', status: '404' })).toBe(1)
    expect(requests({ method: 'GET', route: 'none', status: '404' })).toBe(1)
    expect(value(all, 'antagon_problems_total', { code: 'no-such-job' })).toBe(1)
    expect(value(all, 'antagon_problems_total', { code: 'not-found' })).toBe(1)
  })

  test('count the frames that are sent, those that are left out, and the streams that are open', async () => {
    const id = (await client.finish(SHORT_DESCENT)).id
    const before = await metrics()
    const all = openSocket(client.service.url, `/v1/jobs/${id}/stream`)
    await all.closed
    const events = await openEvents(client.service.url, `/v1/jobs/${id}/events?rate=1000`)
    await events.ended
    const after = await metrics()
    const rise = (name: string, protocol: string) =>
      value(after, name, { protocol }) - value(before, name, { protocol })
    const frames = all.messages.filter(({ type }) => type === 'frame').length
    expect(frames).toBeGreaterThan(100)
    expect(rise('antagon_stream_frames_sent_total', 'websocket')).toBe(frames)
    expect(rise('antagon_stream_frames_thinned_total', 'websocket')).toBe(0)
    const sent = events.messages.filter(({ type }) => type === 'frame').length
    expect(sent).toBeLessThan(frames)
    expect(rise('antagon_stream_frames_sent_total', 'sse')).toBe(sent)
    expect(rise('antagon_stream_frames_thinned_total', 'sse')).toBe(frames - sent)
    for (const protocol of ['websocket', 'sse'])
      expect(value(after, 'antagon_streams_open', { protocol })).toBe(0)
  })

  test('leave out of the latencies what a client wished to wait for', async () => {
    const count = async () =>
      value(
        await metrics(),
        'antagon_http_request_duration_seconds_count',
        { route: '/v1/attacks' },
        'antagon_http_request_duration_seconds',
      )
    const before = await count()
    await client.finish(SHORT_DESCENT)
    expect(await count()).toBe(before)
    await client.submit(SHORT_DESCENT)
    expect(await count()).toBe(before + 1)
  })

  test('say which version runs, that it is ready, and how the process does', async () => {
    const all = await metrics()
    expect(value(all, 'antagon_build_info', { version: VERSION, node: process.version })).toBe(1)
    expect(value(all, 'antagon_ready')).toBe(1)
    expect(value(all, 'antagon_store_bytes', { file: 'database' })).toBeGreaterThan(0)
    expect(value(all, 'process_resident_memory_bytes')).toBeGreaterThan(1e7)
    expect(all.has('nodejs_eventloop_lag_p99_seconds')).toBe(true)
  })
})
