import { CRITICAL_BINDING_TIME, PUBLISHED_POPULATIONS } from '../src/presets/published-population.ts'

/** So many clients at once ask for short jobs, each the next when it has the answer. */
const CLIENTS = 32

/** Seconds that so many short jobs take (FGSM on one mixture), one after the other for each of the clients. */
export async function shortJobs(url: string, jobs: number): Promise<number> {
  let left = jobs
  const client = async () => {
    while (left-- > 0) {
      await submit(url, '/v1/attacks', {
        kind: 'fgsm',
        seed: 1,
        target: cell(3, 2),
        ligands: {
          mixture: [
            { bindingTime: 3.5, quantity: 3000 },
            { bindingTime: 0, quantity: 7000 },
          ],
        },
        options: { epsilon: 0.1 },
      })
    }
  }
  return timed(() => Promise.all(Array.from({ length: CLIENTS }, client)))
}

/** Frames that two descents with a frame for each iteration make, and the seconds that both take, begun together. */
export async function manyFrames(url: string): Promise<{ frames: number; seconds: number }> {
  let frames = 0
  const descent = async () => {
    const { links } = await submit(url, '/v1/attacks', {
      kind: 'gradient-descent',
      seed: 7,
      target: cell(5, 3),
      ligands: { populations: PUBLISHED_POPULATIONS },
      options: { frameEvery: 1 },
    })
    frames += ((await (await fetch(url + links.result)).json()) as { iterations: number }).iterations
  }
  const seconds = await timed(() => Promise.all([descent(), descent()]))
  return { frames, seconds }
}

/** Seconds that one phase diagram of 1000 × 1000 points takes, in some seventy parts. */
export async function splitGrid(url: string): Promise<number> {
  const axis = (from: number, to: number) => ({ from, to, points: 1000, scale: 'log' })
  return timed(() =>
    submit(url, '/v1/simulations', {
      kind: 'decision-boundary',
      diagram: 'phase',
      seed: 1,
      target: { model: 'shp1-feedback' },
      ligand: { bindingTime: axis(0.5, 50), quantity: axis(1, 1e6) },
    }),
  )
}

/** Submits a short job without waiting for it. */
export async function queueJob(url: string): Promise<void> {
  await send(
    url,
    '/v1/attacks',
    {},
    {
      kind: 'fgsm',
      seed: 1,
      target: cell(3, 2),
      ligands: { mixture: [{ bindingTime: 3.5, quantity: 3000 }] },
      options: { epsilon: 0.1 },
    },
  )
}

interface EndedJob {
  readonly status: string
  readonly links: { readonly result: string }
}

/** Submits a job and waits for its end. */
async function submit(url: string, path: string, body: object): Promise<EndedJob> {
  const job = (await (await send(url, path, { prefer: 'wait=300' }, body)).json()) as EndedJob
  if (job.status !== 'succeeded') throw new Error(`a job ended as ${job.status}`)
  return job
}

async function send(url: string, path: string, headers: Record<string, string>, body: object) {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return answer
}

function cell(N: number, m: number) {
  return { model: 'adaptive-proofreading', parameters: { N, m, criticalBindingTime: CRITICAL_BINDING_TIME } }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}
