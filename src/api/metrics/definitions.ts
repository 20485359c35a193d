import { SERVICE_FAULTS } from '../../jobs/job.ts'
import { loadLater } from '../../load-later.ts'

/** The official client takes 45 ms to load, which a start need not wait for. */
const client = loadLater<typeof import('@prometheus-io/client')>('@prometheus-io/client')

/** Seconds. From an answer out of memory to one that reads a large result. */
const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

/** Seconds. From a slider's field to a descent of millions of iterations. */
const JOB_SECONDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000]

/** Every metric of the service, and the registry that shows them; docs/operations.md has the same list. */
export type Definitions = ReturnType<typeof defineMetrics>

/** Registers all metrics, and begins to watch the process and its event loop. */
export function defineMetrics() {
  const { Registry, collectDefaultMetrics } = client()
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const jobs = jobMetrics(registry)
  // An alert sees that a counter rises, but not that one appears.
  for (const code of Object.values(SERVICE_FAULTS)) jobs.faults.inc({ code }, 0)
  return {
    registry,
    ...requestMetrics(registry),
    ...streamMetrics(registry),
    ...jobs,
    ...stateMetrics(registry),
  }
}

type Registry = InstanceType<ReturnType<typeof client>['Registry']>

function requestMetrics(registry: Registry) {
  const { Counter, Histogram } = client()
  const registers = [registry]
  return {
    requests: new Counter({
      name: 'antagon_http_requests_total',
      help: 'Requests that were answered, or given up by their client (status “aborted”), by route',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'antagon_http_request_duration_seconds',
      help: 'Time to answer a request, without those that were asked to wait for a job (Prefer: wait) and streams',
      labelNames: ['method', 'route'],
      buckets: REQUEST_SECONDS,
      registers,
    }),
    problems: new Counter({
      name: 'antagon_problems_total',
      help: 'Requests and sockets that were refused, by the code of the problem; of a socket its close code',
      labelNames: ['code'],
      registers,
    }),
  }
}

function streamMetrics(registry: Registry) {
  const { Counter, Gauge } = client()
  const registers = [registry]
  const labelNames = ['protocol'] as const
  return {
    openStreams: new Gauge({
      name: 'antagon_streams_open',
      help: 'Streams that are open',
      labelNames,
      registers,
    }),
    framesSent: new Counter({
      name: 'antagon_stream_frames_sent_total',
      help: 'Frames sent to listeners',
      labelNames,
      registers,
    }),
    framesThinned: new Counter({
      name: 'antagon_stream_frames_thinned_total',
      help: 'Frames left out, for a listener that is slow or asked for a rate',
      labelNames,
      registers,
    }),
  }
}

function jobMetrics(registry: Registry) {
  const { Counter, Histogram } = client()
  const registers = [registry]
  return {
    submitted: new Counter({
      name: 'antagon_jobs_submitted_total',
      help: 'Jobs accepted',
      labelNames: ['kind'],
      registers,
    }),
    ended: new Counter({
      name: 'antagon_jobs_ended_total',
      help: 'Jobs ended: succeeded, failed (what was asked for), fault (the service’s own), cancelled',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    faults: new Counter({
      name: 'antagon_job_faults_total',
      help: 'Jobs that failed by the service’s own fault, by the code of their error',
      labelNames: ['code'],
      registers,
    }),
    attempts: new Counter({
      name: 'antagon_job_attempts_total',
      help: 'Times that a worker took a job up',
      labelNames: ['kind'],
      registers,
    }),
    retries: new Counter({
      name: 'antagon_job_retries_total',
      help: 'Times that a job was taken up again, after an interruption',
      labelNames: ['kind'],
      registers,
    }),
    queueSeconds: new Histogram({
      name: 'antagon_job_queue_seconds',
      help: 'Time from a job’s submission to its first worker',
      buckets: JOB_SECONDS,
      registers,
    }),
    runSeconds: new Histogram({
      name: 'antagon_job_run_seconds',
      help: 'Time from a worker’s taking a job up to its end, or to its interruption',
      labelNames: ['kind'],
      buckets: JOB_SECONDS,
      registers,
    }),
    checkpoints: new Counter({
      name: 'antagon_checkpoints_stored_total',
      help: 'States stored from which a job can go on',
      registers,
    }),
  }
}

function stateMetrics(registry: Registry) {
  const { Gauge } = client()
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] })
  return {
    jobs: gauge('antagon_jobs', 'Jobs in the store', ['kind', 'status']),
    queued: gauge('antagon_queue_length', 'Jobs that wait for a worker'),
    queueLimit: gauge('antagon_queue_limit', 'Jobs that may wait; further ones are answered with 429'),
    workers: gauge('antagon_workers', 'Threads that run jobs'),
    busyWorkers: gauge('antagon_workers_busy', 'Threads that run a job, or a part of one'),
    storeBytes: gauge('antagon_store_bytes', 'Bytes of the store on disk', ['file']),
    diskFreeBytes: gauge('antagon_disk_free_bytes', 'Bytes that the store’s file system has left'),
    diskBytes: gauge('antagon_disk_bytes', 'Bytes of the store’s file system'),
    ready: gauge('antagon_ready', '1 when the store can be written, else 0: as /readyz says'),
    build: gauge('antagon_build_info', 'Always 1; the version', ['version', 'node']),
  }
}
