import { describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { descentSpec, SHORT_DESCENT } from '../descents.ts'
import { startServiceProcess } from '../process.ts'
import { follow, submit } from '../restart/jobs.ts'

describe('a worker that runs out of memory', () => {
  test('fails its own job and no other', async () => {
    const service = await startServiceProcess({
      ANTAGON_WORKERS: '2',
      // Enough for a small job, not for the list of the free ligands of a large one.
      ANTAGON_WORKER_MEMORY: '96',
    })
    const large = await submit(service, descentSpec(9_000_000, { maxIterations: 1000 }))
    const small = await submit(service, SHORT_DESCENT)
    expect((await follow(service, small)).at(-1)).toMatchObject({ type: 'end', status: 'succeeded' })
    expect((await follow(service, large)).at(-1)).toMatchObject({ type: 'end', status: 'failed' })
    const job = (await (await service.request(large.links.self)).json()) as JobResource
    expect(job.error).toMatchObject({ status: 500, code: 'out-of-memory' })
    expect((await follow(service, await submit(service, SHORT_DESCENT))).at(-1)).toMatchObject({
      type: 'end',
      status: 'succeeded',
    })
  })
})
