import { expect, test } from 'vitest'
import type { DescentCheckpoint } from '../../src/core/attacks/gradient-descent.ts'
import { WATCHED_DESCENT } from '../descents.ts'
import { temporaryFolder } from '../process.ts'
import { jobsIn, submit } from '../restart/jobs.ts'
import { iterationsOf, openSocket } from '../socket-client.ts'
import { endAt, lastSeq, start } from './descent-lives.ts'
import { editCheckpoint } from './edit-checkpoint.ts'

/** No worker comes so far in the time that a test has: whoever is there was told so by a checkpoint. */
const FAR = 50_000_000

test('a long descent whose service is killed goes on from its checkpoint, not from its start', async () => {
  const folder = temporaryFolder()
  let service = await start(folder)
  const job = await submit(service, WATCHED_DESCENT)
  let [after, attempts] = [0, 1]
  // A checkpoint is taken after seconds; how far a descent comes in them hangs on the machine.
  for (let iteration = 200_000; ; iteration *= 2) {
    const { messages } = await endAt(service, job, iteration, 'SIGKILL', after)
    after = lastSeq(messages, after)
    const [{ status, attempt, saved }] = (await jobsIn(folder)) as [Awaited<ReturnType<typeof jobsIn>>[0]]
    expect({ status, attempt }).toEqual({ status: 'running', attempt: attempts })
    if (saved) break
    service = await start(folder)
    attempts++
  }
  editCheckpoint<DescentCheckpoint>(folder, (state) => {
    expect(state.iteration).toBeGreaterThan(0)
    return { ...state, iteration: FAR }
  })

  service = await start(folder)
  const client = openSocket(service.url, `${job.links.stream}?after=${after}`)
  await client.first('frame')
  const [first] = iterationsOf(client.messages)
  expect(first).toBeGreaterThanOrEqual(FAR)
  expect(client.messages.find(({ type }) => type === 'frame')).toMatchObject({ attempt: attempts + 1 })
})
