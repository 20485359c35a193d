import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import type { GradientDescentResult, PerturbationResult } from '../../src/api/schemas/results.ts'
import { decodeGreyPng } from '../../src/data/png.ts'
import { LETTER_GREYS, lettersPicture } from '../../src/presets/letters.ts'
import type { Preset } from '../../src/presets/preset.ts'
import { allPresets } from '../../src/presets/presets.ts'
import { type Client, type JobPage, openClient } from './client.ts'

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const presetNamed = async (name: string) => (await client.send(`/v1/presets/${name}`)).json<Preset>()

describe('the presets', () => {
  test('are listed with the path and the body to post', async () => {
    const { presets } = (await client.send('/v1/presets')).json<{ presets: Preset[] }>()
    expect(presets.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['population-5-4', 'letters-2-1', 'letters-4-3', 'fgsm-empty-receptors']),
    )
    expect(new Set(presets.map(({ name }) => name)).size).toBe(presets.length)
    for (const preset of presets) expect(await presetNamed(preset.name)).toEqual(preset)
  })

  test('that are not there are a 404', async () => {
    await client.refusal('/v1/presets/nothing', {}, 404, 'no-such-preset')
  })

  test.each(allPresets().map(({ name }) => name))('%s is accepted as it is', async (name) => {
    const { path, body } = await presetNamed(name)
    expect(client.contract.faultOfRequest('POST', path, body)).toBeNull()
    const answer = await client.send(path, { body })
    expect(answer.status).toBe(202)
    expect(answer.json<JobResource>().spec).toEqual(body)
    // With it whatever it waits for: the trainings of ready-made classifiers.
    for (const status of ['queued', 'running']) {
      const { jobs } = (await client.send(`/v1/jobs?status=${status}`)).json<JobPage>()
      for (const { id } of jobs) await client.send(`/v1/jobs/${id}`, { method: 'DELETE' })
    }
  })

  test('population-4-3 goes below the boundary in thousands of steps, to the least that the certificate allows', async () => {
    const job = await client.finish((await presetNamed('population-4-3')).body)
    const result = (await client.send(job.links.result)).json<Static<typeof GradientDescentResult>>()
    expect(result).toMatchObject({ outcome: 'crossed', certificate: { crossable: true } })
    expect(result.iterations).toBeGreaterThan(1000)
    expect(result.iterations).toBeLessThan(10_000)
    expect(result.output.final).toBeGreaterThanOrEqual(result.certificate.minimumOutput)
    // F6, whose agonists are all in the bin of 3.3333 s, as nearly all of these are.
    expect([result.certificate.minimumOutput]).toAllClose([0.98447], { rtol: 1e-3 })
  })

  test('fgsm-empty-receptors silences the cell from some size on, and the more the larger it is', async () => {
    const job = await client.finish((await presetNamed('fgsm-empty-receptors')).body)
    const result = (await client.send(job.links.result)).json<Static<typeof PerturbationResult>>()
    expect(result.output.attacked).toEqual(result.output.attacked.toSorted((a, b) => b - a))
    expect(result.responds.attacked).toEqual([true, true, true, true, false, false])
  })
})

describe('the letters', () => {
  const { width, height, pixels } = lettersPicture()
  const ended = new Map<string, Promise<JobResource>>()

  /** The job of a preset, which is run when it is first asked for. */
  async function endedJob(name: string): Promise<JobResource> {
    const job = ended.get(name) ?? presetNamed(name).then(({ body }) => client.finish(body))
    ended.set(name, job)
    return job
  }

  /** Mean binding time (s) of each part of the picture; the ground of the outer letters is `self`. */
  async function meansOf(job: JobResource, query = ''): Promise<Record<keyof typeof LETTER_GREYS, number>> {
    const answer = await client.send(job.links.result + query, {
      headers: { accept: 'application/octet-stream' },
    })
    const times = new Float64Array(answer.bytes.slice().buffer)
    expect(times).toHaveLength(pixels.length)
    const mean = (grey: number) => {
      const part = times.filter((_, i) => pixels[i] === grey)
      return part.reduce((a, b) => a + b) / part.length
    }
    const { self, middleGround, antagonist, agonist } = LETTER_GREYS
    return {
      self: mean(self),
      middleGround: mean(middleGround),
      antagonist: mean(antagonist),
      agonist: mean(agonist),
    }
  }

  test('stand apart at the start, as they are drawn', async () => {
    const job = await endedJob('letters-2-1')
    const start = await meansOf(job, '?iteration=0')
    // Standard errors are below 0.01 s; the mean of a half-normal is its sd times √(2/π).
    expect(start.self).toBeCloseTo(0.05 * Math.sqrt(2 / Math.PI), 1)
    expect(start.middleGround).toBeCloseTo(0.3, 1)
    expect(start.antagonist).toBeCloseTo(2.6, 1)
    expect(start.agonist).toBeCloseTo(3.8, 1)
  })

  test('keep the middle one at (2, 1), where the boundary is crossed at once', async () => {
    const job = await endedJob('letters-2-1')
    const end = await meansOf(job)
    expect(end.antagonist - end.middleGround).toBeGreaterThan(1)
  })

  test('lose the middle one in its ground at (4, 3), while the outer two stand out from theirs', async () => {
    const job = await endedJob('letters-4-3')
    const start = await meansOf(job, '?iteration=0')
    const end = await meansOf(job)
    expect(start.antagonist - start.middleGround).toBeGreaterThan(2.2)
    expect(Math.abs(end.antagonist - end.middleGround)).toBeLessThan(0.05)
    // The outer ground starts where there is next to no pull, and is still on its way to the same peak.
    expect(end.middleGround - end.self).toBeGreaterThan(0.1)
    expect(end.agonist - end.self).toBeGreaterThan(1.5)
    expect(end.agonist).toBe(start.agonist)
  })

  test('are shown as the picture they came from', async () => {
    const job = await endedJob('letters-4-3')
    const png = (query: string) => client.send(job.links.result + query, { headers: { accept: 'image/png' } })
    const [before, after] = [await png('?iteration=0'), await png('')].map(({ bytes }) =>
      decodeGreyPng(bytes),
    )
    expect(before).toMatchObject({ width, height })
    expect(after).toMatchObject({ width, height })
    const greys = (picture = before!, part: number) => picture.pixels.filter((_, i) => pixels[i] === part)
    const { middleGround, antagonist } = LETTER_GREYS
    expect(Math.min(...greys(before, antagonist))).toBeGreaterThan(Math.max(...greys(before, middleGround)))
    const spread = [...greys(after, antagonist), ...greys(after, middleGround)]
    // One bin of 0.2 s of the 3.8 s or so that white stands for, and one at each side.
    expect(Math.max(...spread) - Math.min(...spread)).toBeLessThan(45)
  })
})
