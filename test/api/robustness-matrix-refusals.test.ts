import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomNetwork } from '../networks.ts'
import { type Client, type JobPage, openClient } from './client.ts'
import { uploadNetwork } from './digit-jobs.ts'
import { cellColumn, matrix, networkColumn } from './matrix-specs.ts'

let client: Client
beforeAll(async () => {
  client = await openClient({ workers: 1 })
})
// Nothing that is refused leaves a trace, not even the training of a classifier that it names.
afterAll(async () => {
  expect((await client.send('/v1/jobs')).json<JobPage>()).toEqual({ jobs: [], next: null })
})

type Row = readonly [what: string, body: object, status: number, code: string, path: string]

const refused: Row[] = [
  ['no targets', matrix([]), 422, 'out-of-range', '/targets'],
  ['targets that are none', matrix([{}]), 400, 'wrong-shape', '/targets/0/target'],
  [
    'an unknown attack',
    matrix([cellColumn(2, 1)], { attacks: ['pgd', 'guess'] }),
    400,
    'wrong-shape',
    '/attacks/1',
  ],
  ['no attacks', matrix([cellColumn(2, 1)], { attacks: [] }), 422, 'out-of-range', '/attacks'],
  [
    'an attack twice',
    matrix([cellColumn(2, 1)], { attacks: ['pgd', 'pgd'] }),
    422,
    'out-of-range',
    '/attacks',
  ],
  ['no steps', matrix([cellColumn(2, 1)], { options: { steps: 0 } }), 422, 'out-of-range', '/options/steps'],
  [
    'a transfer from nowhere',
    matrix([cellColumn(2, 1), networkColumn('mlp-plain', { transferFrom: undefined })], {
      attacks: ['transfer'],
    }),
    422,
    'no-source',
    '/targets/1/transferFrom',
  ],
  [
    'a transfer to a cell',
    matrix([cellColumn(2, 1, { transferFrom: 'linear' })]),
    400,
    'wrong-shape',
    '/targets/0/transferFrom',
  ],
  [
    'an unknown classifier',
    matrix([networkColumn('nobody')]),
    422,
    'no-such-classifier',
    '/targets/0/target/classifier',
  ],
  [
    'an unknown classifier to transfer from',
    matrix([networkColumn('mlp-plain', { transferFrom: 'nobody' })]),
    422,
    'no-such-classifier',
    '/targets/0/transferFrom',
  ],
  [
    'a classifier of other digits',
    matrix([networkColumn('mlp-plain', { digits: { labels: [1, 7] } })]),
    422,
    'other-labels',
    '/targets/0/target/classifier',
  ],
  [
    'more images than there are',
    matrix([cellColumn(2, 1), networkColumn('mlp-plain', { inputs: 2039 })]),
    422,
    'too-many-images',
    '/targets/1/inputs',
  ],
  [
    'more inputs than are taken',
    matrix([cellColumn(2, 1, { inputs: 10_001 })]),
    422,
    'out-of-range',
    '/targets/0/inputs',
  ],
  [
    'a size that no pixel can have',
    matrix([networkColumn('mlp-plain', { epsilon: { linf: 1.1 } })]),
    422,
    'out-of-range',
    '/targets/0/epsilon/linf',
  ],
  [
    'more pixels than there are',
    matrix([networkColumn('mlp-plain', { epsilon: { l0: 785 } })]),
    422,
    'out-of-range',
    '/targets/0/epsilon/l0',
  ],
  [
    'negative pixels of a filtered network',
    matrix([networkColumn('mlp-hill-10', { bounds: { lower: -1 } })]),
    422,
    'negative-pixels',
    '/targets/0/bounds/lower',
  ],
  [
    'a cell in L0 without an upper bound',
    matrix([cellColumn(2, 1, { bounds: undefined })]),
    422,
    'unbounded',
    '/targets/0/bounds/upper',
  ],
  [
    'more ligands to change than may',
    matrix([cellColumn(2, 1, { epsilon: { l0: 141 } })]),
    422,
    'not-a-number-of-ligands',
    '/targets/0/epsilon/l0',
  ],
  [
    'a cell without sizes',
    matrix([cellColumn(2, 1, { epsilon: undefined })]),
    400,
    'wrong-shape',
    '/targets/0/epsilon',
  ],
  [
    'a cell without any size',
    matrix([cellColumn(2, 1, { epsilon: {} })]),
    400,
    'wrong-shape',
    '/targets/0/epsilon',
  ],
  [
    'a ligand that is not there',
    matrix([cellColumn(2, 1, { attackable: [144] })]),
    422,
    'no-such-ligand',
    '/targets/0/attackable/0',
  ],
  [
    'N below m, even of a cell that none of the attacks is for',
    matrix([cellColumn(1, 2)], { attacks: ['class-mean'] }),
    422,
    'parameter-out-of-range',
    '/targets/0/target/parameters/N',
  ],
  ['a label of nothing', matrix([cellColumn(2, 1, { label: '' })]), 422, 'out-of-range', '/targets/0/label'],
  [
    'an unknown field',
    matrix([cellColumn(2, 1, { colour: 'red' })]),
    400,
    'wrong-shape',
    '/targets/0/colour',
  ],
]

describe('refused, by the field, is', () => {
  test.each(refused)('%s', async (_, body, status, code, path) => {
    const problem = await client.refusal('/v1/simulations', { body }, status, code)
    expect(problem.errors).toMatchObject([{ path, message: expect.stringMatching(/./) }])
  })

  test('what is too dear, with its cost and the cap', async () => {
    const modest = await openClient({ mostCost: 100, workers: 1 })
    // 144 ligands; of one input: one gradient, and its portrait.
    const body = matrix([cellColumn(2, 1, { inputs: 1 })], { attacks: ['fgsm'] })
    const problem = await modest.refusal('/v1/simulations', { body }, 422, 'too-dear')
    expect(problem).toMatchObject({ cost: 144 * (1 + 13 * 144 + 2 * 82 * 50 * 5), cap: 100 })
    // A network counts with its weights.
    await uploadNetwork(modest, 'small', randomNetwork([4]))
    const network = matrix([{ target: { classifier: 'small' }, inputs: 1 }], { attacks: ['fgsm'] })
    expect(await modest.refusal('/v1/simulations', { body: network }, 422, 'too-dear')).toMatchObject({
      cost: (4 * 785 + 2 * 5) * (1 + 13 * 784 + 2 * 82 * 50 * 5),
    })
    await modest.service.close()
  })
})
