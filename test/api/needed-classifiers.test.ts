import { Type } from 'typebox'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { documentOf } from '../../src/api/classifier-document.ts'
import type { ClassifierResource } from '../../src/api/schemas/classifier.ts'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { InvalidInput } from '../../src/core/errors.ts'
import { shapeOf } from '../../src/jobs/classifier.ts'
import type { ClassifierHeads, Kind, WholeKind } from '../../src/jobs/kind.ts'
import type { ReadyMade } from '../../src/jobs/ready-made.ts'
import { type AssembledService, assembleService } from '../../src/service.ts'
import { held, randomNetwork } from '../networks.ts'
import { silentLogger, TEST_CONFIG } from '../service.ts'
import type { ProblemBody } from './client.ts'

/*
 * What is asked of a kind when its jobs need or make classifiers, with kinds that are nothing else. Nothing runs here:
 * what is looked at is what is accepted.
 */

const strict = { additionalProperties: false } as const

function fakeKind<Spec>(
  description: Pick<WholeKind<Spec>, 'name' | 'type' | 'spec'> & Partial<WholeKind<Spec>>,
): Kind {
  return {
    title: 'Nothing',
    source: 'nobody',
    costFormula: '1',
    cost: () => 1,
    memoryFormula: '1',
    memory: () => 1,
    check: () => undefined,
    // biome-ignore lint/correctness/useYield: it never runs
    *run() {
      throw new Error('nothing runs here')
    },
    ...description,
  } as Kind
}

interface AttackSpec {
  readonly target: { readonly classifier: string }
}

interface TrainingSpec {
  readonly name?: string
  readonly teacher?: string
  readonly hidden?: readonly number[]
  readonly digits?: { readonly labels: readonly [number, number] }
}

/** What `check` was told, by the name of the classifier. */
const told: ClassifierHeads[] = []

const ATTACK = fakeKind<AttackSpec>({
  name: 'poke',
  type: 'attack',
  subject: 'digits',
  spec: Type.Object(
    { kind: Type.Literal('poke'), target: Type.Object({ classifier: Type.String() }, strict) },
    { $id: 'PokeDigitsSpec', ...strict },
  ),
  classifiers: ({ target }) => [{ name: target.classifier, path: '/target/classifier' }],
  cost: ({ target }, heads) => heads.get(target.classifier)!.layers[0]!.outputs,
  check({ target }, _, heads) {
    told.push(heads)
    if (heads.get(target.classifier)!.labels[0] === 0)
      throw new InvalidInput('no-zeros', '/target/classifier', 'zeros are not attacked')
  },
})

const CELL_ATTACK = fakeKind({
  name: 'poke',
  type: 'attack',
  subject: 'cell',
  spec: Type.Object(
    { kind: Type.Literal('poke'), target: Type.Object({ model: Type.String({ maxLength: 5 }) }, strict) },
    { $id: 'PokeSpec', ...strict },
  ),
})

const TRAINING = fakeKind<TrainingSpec>({
  name: 'school',
  type: 'training',
  spec: Type.Object(
    {
      kind: Type.Literal('school'),
      name: Type.Optional(Type.String()),
      teacher: Type.Optional(Type.String()),
      hidden: Type.Optional(Type.Array(Type.Integer())),
      digits: Type.Optional(Type.Object({ labels: Type.Array(Type.Integer()) })),
    },
    { $id: 'SchoolSpec', ...strict },
  ),
  classifiers: ({ teacher }) => (teacher === undefined ? [] : [{ name: teacher, path: '/teacher' }]),
  makes: ({ name }) => name ?? null,
  shape: ({ hidden = [], digits }) => ({
    ...shapeOf(randomNetwork(), digits?.labels ?? [3, 7]),
    layers: [...hidden, 2].map((outputs) => ({ inputs: 1, outputs, power: null })),
  }),
})

vi.mock('../../src/jobs/kinds.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/jobs/kinds.ts')>()
  const fakes = () => [ATTACK, CELL_ATTACK, TRAINING]
  return {
    ...original,
    kindsOf: (type: string) => fakes().filter((kind) => kind.type === type),
    kindFor: (name: string, spec: { target?: object }) =>
      fakes().find(
        (kind) =>
          kind.name === name &&
          (kind.subject === undefined || (kind.subject === 'digits') === 'classifier' in (spec.target ?? {})),
      ),
  }
})

const READY_MADE: readonly ReadyMade[] = [
  { name: 'pupil', spec: { kind: 'school', hidden: [30], teacher: 'teacher' }, seed: 2 },
  { name: 'teacher', spec: { kind: 'school', hidden: [50] }, seed: 1 },
  { name: 'zeros', spec: { kind: 'school', digits: { labels: [0, 1] } }, seed: 3 },
  { name: 'giant', spec: { kind: 'school', hidden: [1000] }, seed: 4 },
]

const open: AssembledService[] = []
let service: AssembledService
beforeEach(async () => {
  service = await assembleService({ ...TEST_CONFIG, mostCost: 500 }, silentLogger(), 1000, READY_MADE)
  open.push(service)
  told.length = 0
})
afterAll(async () => {
  for (const { close } of open) await close()
})

async function post(path: string, payload: object) {
  const answer = await service.app.inject({ method: 'POST', url: path, payload })
  return { status: answer.statusCode, json: <T>() => answer.json<T>() }
}
const attack = (classifier: string) => post('/v1/attacks', { kind: 'poke', target: { classifier } })
const train = (spec: object) => post('/v1/trainings', { kind: 'school', ...spec })
const get = async <T>(path: string) => (await service.app.inject(path)).json<T>()

/** The jobs there are, in the order in which they came. */
async function jobs(): Promise<JobResource[]> {
  return (await get<{ jobs: JobResource[] }>('/v1/jobs')).jobs.reverse()
}

describe('a job that needs a classifier', () => {
  test('is refused where there is none, and the place is shown', async () => {
    const answer = await attack('nobody')
    expect(answer.status).toBe(422)
    expect(answer.json()).toMatchObject({
      code: 'no-such-classifier',
      errors: [{ path: '/target/classifier' }],
    })
    expect(await jobs()).toEqual([])
  })

  test('is told of one that is being trained what its training says', async () => {
    await train({ name: 'mine', hidden: [20, 10] })
    expect((await attack('mine')).status).toBe(202)
    expect(told[0]!.get('mine')).toMatchObject({
      labels: [3, 7],
      layers: [{ outputs: 20 }, { outputs: 10 }, { outputs: 2 }],
    })
    expect((await jobs()).map(({ type }) => type)).toEqual(['training', 'attack'])
  })

  test('has a ready-made one trained first, and what that one needs before it', async () => {
    expect((await attack('pupil')).status).toBe(202)
    const submitted = await jobs()
    expect(submitted.map(({ kind, seed }) => (kind === 'poke' ? kind : seed))).toEqual([1, 2, 'poke'])
    expect(submitted[1]!.spec).toEqual(READY_MADE[0]!.spec)
    expect(told[0]!.get('pupil')).toMatchObject({ name: 'pupil', layers: [{ outputs: 30 }, { outputs: 2 }] })
    await attack('pupil')
    await attack('teacher')
    expect((await jobs()).filter(({ type }) => type === 'training')).toHaveLength(2)
  })

  test('has it trained once, however many ask for it at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => attack('teacher')))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202))
    expect((await jobs()).filter(({ type }) => type === 'training')).toHaveLength(1)
  })

  test('has nothing trained when it is refused', async () => {
    expect((await attack('zeros')).json()).toMatchObject({ code: 'no-zeros' })
    expect((await attack('giant')).json()).toMatchObject({ code: 'too-dear', cost: 1000 })
    expect(await jobs()).toEqual([])
  })
})

describe('a classifier', () => {
  const upload = (name: string) => {
    const { record, weights } = held(name)
    return post('/v1/classifiers', documentOf(record, weights))
  }

  test('is not removed while a job that has not ended needs it', async () => {
    await upload('mine')
    const { id } = (await attack('mine')).json<JobResource>()
    const remove = () => service.app.inject({ method: 'DELETE', url: '/v1/classifiers/mine' })
    const kept = await remove()
    expect(kept.statusCode).toBe(409)
    expect(kept.json()).toMatchObject({ code: 'in-use' })
    await service.app.inject({ method: 'DELETE', url: `/v1/jobs/${id}` })
    expect((await remove()).statusCode).toBe(204)
  })

  test('is not uploaded under the name of a ready-made one, or one that is being trained', async () => {
    await train({ name: 'mine' })
    expect((await upload('teacher')).json()).toMatchObject({
      code: 'reserved-name',
      errors: [{ path: '/name' }],
    })
    expect((await upload('mine')).json()).toMatchObject({ code: 'name-taken' })
  })
})

describe('a training', () => {
  test('gives its classifier the name that it asks for, or that of its job', async () => {
    const { id } = (await train({})).json<JobResource>()
    await train({ name: 'mine' })
    expect(await get(`/v1/classifiers/${id}`)).toMatchObject({ status: 'training', job: id })
    expect(await get('/v1/classifiers/mine')).toMatchObject({ status: 'training', readyMade: false })
  })

  test('is refused the name of another, and of a ready-made one', async () => {
    await train({ name: 'mine' })
    const taken = await train({ name: 'mine' })
    expect(taken.status).toBe(409)
    expect(taken.json()).toMatchObject({ code: 'name-taken', errors: [{ path: '/name' }] })
    const reserved = await train({ name: 'teacher' })
    expect(reserved.status).toBe(422)
    expect(reserved.json()).toMatchObject({ code: 'reserved-name', errors: [{ path: '/name' }] })
    expect(await jobs()).toHaveLength(1)
  })

  test('that needs another shows where it says so', async () => {
    expect((await train({ teacher: 'nobody' })).json()).toMatchObject({
      code: 'no-such-classifier',
      errors: [{ path: '/teacher' }],
    })
  })
})

describe('the list of classifiers', () => {
  test('has the ready-made ones first, with what is known of them', async () => {
    await train({ name: 'mine', hidden: [7] })
    await attack('teacher')
    const { classifiers } = await get<{ classifiers: ClassifierResource[] }>('/v1/classifiers')
    expect(classifiers.map(({ name, status, readyMade }) => [name, status, readyMade])).toEqual([
      ['pupil', 'untrained', true],
      ['teacher', 'training', true],
      ['zeros', 'untrained', true],
      ['giant', 'untrained', true],
      ['mine', 'training', false],
    ])
    expect(classifiers[0]).toMatchObject({ job: null, links: { document: null }, digest: null })
    expect(classifiers[1]!.job).toBe((await jobs())[1]!.id)
    expect(classifiers[0]).toEqual(await get('/v1/classifiers/pupil'))
    const download = await service.app.inject('/v1/classifiers/pupil/document')
    expect(download.statusCode).toBe(409)
    expect(download.json()).toMatchObject({ code: 'not-trained' })
  })
})

describe('two kinds of one name', () => {
  const refusal = async (body: object) => (await post('/v1/attacks', body)).json<ProblemBody>()

  test('are told apart by the target, and faults are those of the one that is meant', async () => {
    expect((await post('/v1/attacks', { kind: 'poke', target: { model: 'cell' } })).status).toBe(202)
    expect(await refusal({ kind: 'poke', target: { model: 'too long' } })).toMatchObject({
      code: 'out-of-range',
      errors: [{ path: '/target/model' }],
    })
    expect(await refusal({ kind: 'poke', target: { classifier: 7 } })).toMatchObject({
      code: 'wrong-shape',
      errors: [{ path: '/target/classifier', message: 'must be a text' }],
    })
    expect(await refusal({ kind: 'poke', target: { model: 'cell', classifier: 'a' } })).toMatchObject({
      errors: [{ path: '/target/model', message: 'is an unknown field' }],
    })
    expect(await refusal({ kind: 'poke' })).toMatchObject({ errors: [{ path: '/target' }] })
    expect(await refusal({ kind: 'prod' })).toMatchObject({
      errors: [{ path: '/kind', message: 'must be one of poke' }],
    })
  })

  test('stand in the document as a choice under their name', async () => {
    const { components } = await get<{ components: { schemas: Record<string, object> } }>('/openapi.json')
    expect(components.schemas.PokeBody).toEqual({
      type: 'object',
      required: ['kind'],
      properties: { kind: { const: 'poke' } },
      oneOf: [{ $ref: '#/components/schemas/PokeDigitsSpec' }, { $ref: '#/components/schemas/PokeSpec' }],
    })
  })
})
