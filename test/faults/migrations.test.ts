import { expect, test } from 'vitest'
import { openClient } from '../api/client.ts'
import { dataOf, oldAnswers, placeOldStore, VERSIONS } from '../jobs/stores/stores.ts'
import { temporaryFolder } from '../process.ts'

test.each(VERSIONS)(
  'a service on the store of version %i answers as its own did, and what had not ended goes on to its end',
  async (version) => {
    const folder = temporaryFolder()
    placeOldStore(version, folder)
    const client = await openClient({ dataFolder: folder, workers: 1 })
    const { answers, array } = oldAnswers(version)
    for (const { job, result, events } of Object.values(answers)) {
      if (events === undefined) continue
      expect((await client.send(`/v1/jobs/${job.id}`)).json()).toMatchObject(job)
      expect(dataOf((await client.send(`/v1/jobs/${job.id}/events`)).text)).toEqual(dataOf(events))
      // As it was written: an old one may lack what the contract promises of new ones.
      const sent = await client.service.request(`/v1/jobs/${job.id}/result`)
      if (result) expect(await sent.json()).toEqual(result)
    }
    const headers = { accept: 'application/octet-stream' }
    const values = await client.send(`/v1/jobs/${answers.finished!.job.id}/result`, { headers })
    expect(Buffer.from(values.bytes).toString('base64')).toBe(array)
    await client.until(answers.queued!.job.id, 'succeeded')
    const middle = await client.until(answers.middle!.job.id, 'succeeded')
    expect(middle.attempt).toBeGreaterThan(answers.middle!.job.attempt)
    const resultOf = async (id: string) => (await client.send(`/v1/jobs/${id}/result`)).json()
    const whole = await client.finish({ ...middle.spec, kind: middle.kind, seed: middle.seed })
    expect(await resultOf(middle.id)).toEqual(await resultOf(whole.id))
  },
)
