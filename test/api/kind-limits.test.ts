import { expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { openClient } from './client.ts'
import { emptyReceptors, longDescent } from './specs.ts'

test('of a kind no more jobs run than its limit says; others overtake those that wait for it', async () => {
  const client = await openClient({ workers: 3, kindLimits: new Map([['gradient-descent', 2]]) })
  const descents: JobResource[] = []
  for (const seed of [1, 2, 3]) descents.push((await client.submit(longDescent(seed))).json<JobResource>())
  const [first, second, third] = descents.map(({ id }) => id) as [string, string, string]
  await client.until(first, 'running')
  await client.until(second, 'running')
  // There is a worker for each of these, and they end: so it was free, and nothing else could have it.
  for (let i = 0; i < 3; i++) await client.finish(emptyReceptors(3, 2, 0.1))
  expect(await client.until(third, 'queued')).toMatchObject({ attempt: 0 })
  await client.send(`/v1/jobs/${first}`, { method: 'DELETE' })
  await client.until(third, 'running')
  await client.until(second, 'running')
})
