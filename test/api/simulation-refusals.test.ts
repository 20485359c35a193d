import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type JobPage, openClient } from './client.ts'
import { cell } from './specs.ts'

let client: Client
beforeAll(async () => {
  client = await openClient({ workers: 1 })
})
// Nothing that is refused leaves a trace.
afterAll(async () => {
  expect((await client.send('/v1/jobs')).json<JobPage>()).toEqual({ jobs: [], next: null })
})

type Row = readonly [what: string, body: object, status: number, code: string, path: string]

const agonist = { bindingTime: 6, quantity: 100 }
const large = { from: 1, to: 2, points: 4000 }
const logFromZero = { from: 0, to: 10, points: 5, scale: 'log' }
const mechanistic = (parameters: object) => ({ model: 'shp1-feedback', parameters })

const dose = (change: object) => ({
  kind: 'dose-response',
  target: cell(5, 3),
  ligand: { bindingTime: [1, 5], quantity: [1, 10] },
  ...change,
})
const doseLigand = (change: object) => dose({ ligand: { bindingTime: [1, 5], quantity: [1, 10], ...change } })

const phase = (change: object) => ({
  kind: 'decision-boundary',
  diagram: 'phase',
  target: cell(5, 3),
  ligand: { bindingTime: [1, 5], quantity: [1, 10] },
  ...change,
})
const phaseLigand = (change: object) =>
  phase({ ligand: { bindingTime: [1, 5], quantity: [1, 10], ...change } })

const surface = (change: object) => ({
  kind: 'decision-boundary',
  diagram: 'surface',
  target: cell(5, 3),
  agonist: { bindingTime: [4, 5], quantity: [1, 10] },
  antagonist: { bindingTime: 2 },
  ...change,
})
const surfaceAgonist = (change: object) =>
  surface({ agonist: { bindingTime: [4, 5], quantity: [1, 10], ...change } })

const critical = (change: object) => ({
  kind: 'critical-points',
  target: cell(5, 3),
  agonist,
  antagonist: { quantity: 6000 },
  ...change,
})

const certificate = (change: object) => ({
  kind: 'certificate',
  target: cell(5, 3),
  agonists: [agonist],
  free: { count: 100 },
  ...change,
})

const inputs = { ligand: 1, coordinate: 'quantity', values: [1, 2] }
const landscape = (change: object) => ({
  kind: 'landscape',
  target: cell(5, 3),
  mixture: [agonist, { bindingTime: 1, quantity: 50 }],
  plane: { inputs: { x: { ligand: 0, coordinate: 'bindingTime', values: [1, 2] }, y: inputs } },
  ...change,
})
const axes = (x: object, y: object = inputs) =>
  landscape({
    plane: {
      inputs: {
        x: { ligand: 0, coordinate: 'bindingTime', values: [1, 2], ...x },
        y: { ...inputs, ...y },
      },
    },
  })
const directions = (x: object, y: object = {}, change: object = {}) =>
  landscape({
    plane: {
      directions: {
        x: { direction: [1, 0], values: [0, 0.5], ...x },
        y: { direction: [0, 1], values: [0, 0.5], ...y },
      },
    },
    ...change,
  })

const corners = (change: object, also: object = {}) =>
  landscape({ plane: { corners: { second: [5, 1], third: [6, 2], ...change } }, ...also })

const walk = (change: object) => ({
  kind: 'walk',
  target: cell(5, 3),
  mixture: [agonist, { bindingTime: 1, quantity: 50 }],
  to: { bindingTimes: [3, 1] },
  ...change,
})

const flatness = (change: object) => ({
  kind: 'flatness',
  target: cell(5, 3),
  mixture: [agonist, { bindingTime: 1, quantity: 50 }],
  ...change,
})

const cocktail = (change: object) => ({
  kind: 'cocktail',
  target: cell(5, 3),
  agonists: [agonist],
  panel: 'ot-1',
  budget: { total: 1000 },
  ...change,
})

const doses: Row[] = [
  ['a dose response without a ligand', dose({ ligand: undefined }), 400, 'wrong-shape', '/ligand'],
  [
    'a dose response without quantities',
    doseLigand({ quantity: undefined }),
    400,
    'wrong-shape',
    '/ligand/quantity',
  ],
  ['a negative quantity', doseLigand({ quantity: [1, -1] }), 422, 'out-of-range', '/ligand/quantity/1'],
  ['a quantity that is null', doseLigand({ quantity: [1, null] }), 400, 'wrong-shape', '/ligand/quantity/1'],
  [
    'a text for a binding time',
    doseLigand({ bindingTime: ['1'] }),
    400,
    'wrong-shape',
    '/ligand/bindingTime/0',
  ],
  ['no binding time', doseLigand({ bindingTime: [] }), 422, 'out-of-range', '/ligand/bindingTime'],
  ['a logarithm of 0', doseLigand({ quantity: logFromZero }), 422, 'log-of-zero', '/ligand/quantity/from'],
  [
    'over ten million points',
    doseLigand({ bindingTime: large, quantity: large }),
    422,
    'grid-too-large',
    '/ligand',
  ],
  [
    'an axis that is too long',
    doseLigand({ quantity: { from: 1, to: 2, points: 100_001 } }),
    422,
    'out-of-range',
    '/ligand/quantity/points',
  ],
  [
    'what is too large to represent',
    doseLigand({ bindingTime: [1e200, 1] }),
    422,
    'output-overflows',
    '/ligand',
  ],
  [
    'a background without a quantity',
    dose({ background: [{ bindingTime: 1 }] }),
    400,
    'wrong-shape',
    '/background/0/quantity',
  ],
  [
    'a background of negative binding time',
    dose({ background: [agonist, { bindingTime: -1, quantity: 1 }] }),
    422,
    'out-of-range',
    '/background/1/bindingTime',
  ],
  ['an unknown model', dose({ target: { model: 'perceptron' } }), 400, 'wrong-shape', '/target/model'],
  ['N below m', dose({ target: cell(2, 3) }), 422, 'parameter-out-of-range', '/target/parameters/N'],
  ['an unknown field', dose({ colour: 'red' }), 400, 'wrong-shape', '/colour'],
  ['a seed that is a text', dose({ seed: '1' }), 400, 'wrong-shape', '/seed'],
]

const boundaries: Row[] = [
  ['an unknown diagram', phase({ diagram: 'triple-point' }), 400, 'wrong-shape', '/diagram'],
  ['no diagram', phase({ diagram: undefined }), 400, 'wrong-shape', '/diagram'],
  ['a phase diagram of an agonist', phase({ agonist }), 400, 'wrong-shape', '/agonist'],
  [
    'descending binding times of a phase diagram',
    phaseLigand({ bindingTime: [5, 1] }),
    422,
    'not-ascending',
    '/ligand/bindingTime/1',
  ],
  [
    'quantities of a phase diagram of which two are the same',
    phaseLigand({ quantity: [1, 2, 2] }),
    422,
    'not-ascending',
    '/ligand/quantity/2',
  ],
  [
    'a descending range of a phase diagram',
    phaseLigand({ quantity: { from: 5, to: 1, points: 3 } }),
    422,
    'not-ascending',
    '/ligand/quantity',
  ],
  [
    'a phase diagram from the logarithm of 0',
    phaseLigand({ bindingTime: logFromZero }),
    422,
    'log-of-zero',
    '/ligand/bindingTime/from',
  ],
  [
    'a phase diagram of over ten million points',
    phaseLigand({ bindingTime: large, quantity: large }),
    422,
    'grid-too-large',
    '/ligand',
  ],
  [
    'a phase diagram that is too large to represent',
    phaseLigand({ bindingTime: [1, 1e200] }),
    422,
    'output-overflows',
    '/ligand',
  ],
  ['a surface without an antagonist', surface({ antagonist: undefined }), 400, 'wrong-shape', '/antagonist'],
  [
    'a surface with antagonists of some number',
    surface({ antagonist: agonist }),
    400,
    'wrong-shape',
    '/antagonist/quantity',
  ],
  [
    'antagonists of negative binding time',
    surface({ antagonist: { bindingTime: -2 } }),
    422,
    'out-of-range',
    '/antagonist/bindingTime',
  ],
  ['no antagonists', surface({ greatestQuantity: 0 }), 422, 'out-of-range', '/greatestQuantity'],
  [
    'descending agonists of a surface',
    surfaceAgonist({ bindingTime: [5, 4] }),
    422,
    'not-ascending',
    '/agonist/bindingTime/1',
  ],
  [
    'a surface of over ten million points',
    surfaceAgonist({ bindingTime: large, quantity: large }),
    422,
    'grid-too-large',
    '/agonist',
  ],
  [
    'a surface that is too large to represent',
    surfaceAgonist({ bindingTime: [1, 1e200] }),
    422,
    'output-overflows',
    '/agonist',
  ],
  [
    'a threshold of 0',
    phase({ target: mechanistic({ criticalBindingTime: 1e-200 }) }),
    422,
    'unreachable-threshold',
    '/target/parameters/criticalBindingTime',
  ],
  [
    'a threshold of 0 after six steps',
    surface({ target: { model: 'revised-akpr', parameters: { criticalBindingTime: 1e-60 } } }),
    422,
    'unreachable-threshold',
    '/target/parameters/criticalBindingTime',
  ],
  [
    'a feedback step above N',
    phase({ target: mechanistic({ steps: 3, feedbackStep: 4 }) }),
    422,
    'parameter-out-of-range',
    '/target/parameters/feedbackStep',
  ],
]

const points: Row[] = [
  ['critical points without an agonist', critical({ agonist: undefined }), 400, 'wrong-shape', '/agonist'],
  ['no antagonists', critical({ antagonist: { quantity: 0 } }), 422, 'out-of-range', '/antagonist/quantity'],
  [
    'a negative number of antagonists',
    critical({ antagonist: { quantity: -5 } }),
    422,
    'out-of-range',
    '/antagonist/quantity',
  ],
  [
    'a binding time of the antagonists',
    critical({ antagonist: { quantity: 5, bindingTime: 1 } }),
    400,
    'wrong-shape',
    '/antagonist/bindingTime',
  ],
  [
    'a range of no length',
    critical({ antagonist: { quantity: 5, upTo: 0 } }),
    422,
    'out-of-range',
    '/antagonist/upTo',
  ],
  [
    'agonists that are none',
    critical({ agonist: { bindingTime: 6, quantity: 0 } }),
    422,
    'no-agonist',
    '/agonist',
  ],
  [
    'agonists that do not bind',
    critical({ agonist: { bindingTime: 0, quantity: 6 } }),
    422,
    'no-agonist',
    '/agonist',
  ],
  [
    'antagonists that are too many to represent',
    critical({ antagonist: { quantity: 1e308, upTo: 100 } }),
    422,
    'output-overflows',
    '/antagonist',
  ],
  [
    'critical points of no threshold',
    critical({ target: mechanistic({ criticalBindingTime: 1e-200 }) }),
    422,
    'unreachable-threshold',
    '/target/parameters/criticalBindingTime',
  ],
]

const certificates: Row[] = [
  ['no agonists', certificate({ agonists: [] }), 422, 'out-of-range', '/agonists'],
  [
    'agonists below τc',
    certificate({ agonists: [agonist, { bindingTime: 2.9, quantity: 1 }] }),
    422,
    'no-agonist',
    '/agonists/1/bindingTime',
  ],
  [
    'agonists of which there are none',
    certificate({ agonists: [{ bindingTime: 6, quantity: 0 }], free: { count: 0 } }),
    422,
    'no-agonist',
    '/agonists',
  ],
  [
    'a negative number of agonists',
    certificate({ agonists: [{ bindingTime: 6, quantity: -1 }] }),
    422,
    'out-of-range',
    '/agonists/0/quantity',
  ],
  ['no free ligands said', certificate({ free: {} }), 400, 'wrong-shape', '/free/count'],
  ['half a free ligand', certificate({ free: { count: 1.5 } }), 400, 'wrong-shape', '/free/count'],
  ['fewer than no free ligands', certificate({ free: { count: -1 } }), 422, 'out-of-range', '/free/count'],
  ['a bin width of 0', certificate({ binWidth: 0 }), 422, 'out-of-range', '/binWidth'],
  ['bins so wide that none is free', certificate({ binWidth: 3.1 }), 422, 'bin-width', '/binWidth'],
  ['over 100 000 bins', certificate({ binWidth: 1e-5 }), 422, 'too-many-bins', '/binWidth'],
  [
    'agonists that are too large to represent',
    certificate({ agonists: [{ bindingTime: 1e200, quantity: 1 }] }),
    422,
    'output-overflows',
    '/agonists',
  ],
  [
    'a certificate of no threshold',
    certificate({ target: mechanistic({ criticalBindingTime: 1e-200 }) }),
    422,
    'unreachable-threshold',
    '/target/parameters/criticalBindingTime',
  ],
]

const landscapes: Row[] = [
  ['no plane', landscape({ plane: undefined }), 400, 'wrong-shape', '/plane'],
  ['a plane of nothing', landscape({ plane: {} }), 400, 'wrong-shape', '/plane'],
  ['no mixture', landscape({ mixture: [] }), 422, 'out-of-range', '/mixture'],
  ['an unknown coordinate', axes({ coordinate: 'mass' }), 400, 'wrong-shape', '/plane/inputs/x/coordinate'],
  ['a ligand that is not there', axes({ ligand: 2 }), 422, 'no-such-ligand', '/plane/inputs/x/ligand'],
  ['a ligand before the first', axes({ ligand: -1 }), 422, 'out-of-range', '/plane/inputs/x/ligand'],
  ['the same input twice', axes({ ligand: 1, coordinate: 'quantity' }), 422, 'same-input', '/plane/inputs/y'],
  ['a negative quantity', axes({}, { values: [-1, 1] }), 422, 'out-of-range', '/plane/inputs/y/values/0'],
  ['descending values', axes({ values: [2, 1] }), 422, 'not-ascending', '/plane/inputs/x/values/1'],
  ['a logarithm of 0', axes({ values: logFromZero }), 422, 'log-of-zero', '/plane/inputs/x/values/from'],
  ['over ten million points', axes({ values: large }, { values: large }), 422, 'grid-too-large', '/plane'],
  ['what is too large to represent', axes({ values: [1, 1e200] }), 422, 'output-overflows', '/plane'],
  [
    'a mixture that is too large to represent',
    landscape({ mixture: [agonist, { bindingTime: 1e200, quantity: 50 }] }),
    422,
    'output-overflows',
    '/mixture',
  ],
  [
    'a mixture too large to have a gradient',
    directions({ direction: 'gradient' }, {}, { mixture: [agonist, { bindingTime: 1e200, quantity: 50 }] }),
    422,
    'output-overflows',
    '/mixture',
  ],
  ['N below m', landscape({ target: cell(2, 3) }), 422, 'parameter-out-of-range', '/target/parameters/N'],
  ['two corners alone', corners({ third: undefined }), 400, 'wrong-shape', '/plane/corners/third'],
  ['a corner of another length', corners({ third: [1, 2, 3] }), 422, 'corner-length', '/plane/corners/third'],
  ['a corner below 0', corners({ second: [1, -1] }), 422, 'out-of-range', '/plane/corners/second/1'],
  ['corners on one line', corners({ third: [4, 1] }), 422, 'no-direction', '/plane/corners'],
  ['a corner twice', corners({ second: [6, 1] }), 422, 'no-direction', '/plane/corners'],
  [
    'a plane through corners that leaves the bounds',
    corners({ third: [6, 0], outside: 'refuse' }),
    422,
    'outside-bounds',
    '/plane',
  ],
  ['corners of one ligand alone', corners({}, { mixture: [agonist] }), 422, 'no-plane', '/mixture'],
  [
    'a corner that is too large to represent',
    corners({ second: [1e200, 1] }),
    422,
    'output-overflows',
    '/plane/corners/second',
  ],
  [
    'a view of one point',
    corners({ points: { x: 1, y: 5 } }),
    422,
    'out-of-range',
    '/plane/corners/points/x',
  ],
  [
    'a view of over ten million points',
    corners({ points: { x: 4000, y: 4000 } }),
    422,
    'grid-too-large',
    '/plane',
  ],
  ['an unknown choice outside', corners({ outside: 'wrap' }), 400, 'wrong-shape', '/plane/corners/outside'],
  [
    'N below m along directions',
    directions({}, {}, { target: cell(2, 3) }),
    422,
    'parameter-out-of-range',
    '/target/parameters/N',
  ],
  [
    'a list of one number for a direction',
    directions({ direction: [1] }),
    422,
    'out-of-range',
    '/plane/directions/x/direction',
  ],
  [
    'an unknown direction',
    directions({ direction: 'north' }),
    400,
    'wrong-shape',
    '/plane/directions/x/direction',
  ],
  [
    'a direction of another length',
    directions({ direction: [1, 0, 0] }),
    422,
    'direction-length',
    '/plane/directions/x/direction',
  ],
  [
    'a direction of no length',
    directions({ direction: [0, 0] }),
    422,
    'no-direction',
    '/plane/directions/x/direction',
  ],
  [
    'parallel directions',
    directions({}, { direction: [-3, 0] }),
    422,
    'no-direction',
    '/plane/directions/y/direction',
  ],
  [
    'the gradient twice',
    directions({ direction: 'gradient' }, { direction: 'gradient' }),
    422,
    'no-direction',
    '/plane/directions/y/direction',
  ],
  [
    'a gradient that diverges',
    directions(
      { direction: 'gradient' },
      {},
      {
        target: cell(2, 0.5),
        mixture: [agonist, { bindingTime: 0, quantity: 50 }],
      },
    ),
    422,
    'no-direction',
    '/plane/directions/x/direction',
  ],
  ['a plane that leaves the bounds', directions({ values: [-7, 0] }), 422, 'outside-bounds', '/plane'],
  [
    'directions of a single ligand',
    directions({ direction: 'random' }, { direction: 'gradient' }, { mixture: [agonist] }),
    422,
    'no-plane',
    '/mixture',
  ],
]

const twice = [
  { name: 'a', bindingTime: 1 },
  { name: 'b', bindingTime: 2 },
  { name: 'a', bindingTime: 2.5 },
]
const cocktails: Row[] = [
  ['an unknown panel', cocktail({ panel: 'ot-2' }), 400, 'wrong-shape', '/panel'],
  ['a panel of nothing', cocktail({ panel: [] }), 422, 'out-of-range', '/panel'],
  [
    'a ligand of no name',
    cocktail({ panel: [{ name: '', bindingTime: 1 }] }),
    422,
    'out-of-range',
    '/panel/0/name',
  ],
  [
    'a ligand of negative binding time',
    cocktail({ panel: [{ name: 'a', bindingTime: -1 }] }),
    422,
    'out-of-range',
    '/panel/0/bindingTime',
  ],
  [
    'a ligand without a binding time',
    cocktail({ panel: [{ name: 'a' }] }),
    400,
    'wrong-shape',
    '/panel/0/bindingTime',
  ],
  ['two ligands of one name', cocktail({ panel: twice }), 422, 'same-name', '/panel/2/name'],
  [
    'a panel without a ligand below τc',
    cocktail({ panel: [{ name: 'a', bindingTime: 3 }] }),
    422,
    'empty-panel',
    '/panel',
  ],
  ['a budget of 0', cocktail({ budget: { total: 0 } }), 422, 'out-of-range', '/budget/total'],
  ['a negative budget', cocktail({ budget: { total: -1 } }), 422, 'out-of-range', '/budget/total'],
  ['no budget', cocktail({ budget: undefined }), 400, 'wrong-shape', '/budget'],
  ['no kinds', cocktail({ budget: { total: 1, kinds: 0 } }), 422, 'out-of-range', '/budget/kinds'],
  ['half a kind', cocktail({ budget: { total: 1, kinds: 1.5 } }), 400, 'wrong-shape', '/budget/kinds'],
  ['agonists that are none', cocktail({ agonists: [] }), 422, 'out-of-range', '/agonists'],
  [
    'agonists below τc',
    cocktail({ agonists: [{ bindingTime: 2, quantity: 5 }] }),
    422,
    'no-agonist',
    '/agonists',
  ],
  [
    'agonists of which there are none',
    cocktail({ agonists: [{ bindingTime: 6, quantity: 0 }] }),
    422,
    'no-agonist',
    '/agonists',
  ],
  [
    'agonists that are too large to represent',
    cocktail({ agonists: [{ bindingTime: 1e200, quantity: 5 }] }),
    422,
    'output-overflows',
    '/agonists',
  ],
  [
    'a cocktail of no threshold',
    cocktail({ target: mechanistic({ criticalBindingTime: 1e-200 }) }),
    422,
    'unreachable-threshold',
    '/target/parameters/criticalBindingTime',
  ],
]

const walks: Row[] = [
  ['a walk to nowhere', walk({ to: undefined }), 400, 'wrong-shape', '/to'],
  ['a walk that stays', walk({ to: { bindingTimes: [6, 1] } }), 422, 'no-direction', '/to/bindingTimes'],
  ['a walk to other ligands', walk({ to: { bindingTimes: [1] } }), 422, 'end-length', '/to/bindingTimes'],
  ['a walk to below 0', walk({ to: { bindingTimes: [1, -1] } }), 422, 'out-of-range', '/to/bindingTimes/1'],
  ['a walk of one position', walk({ points: 1 }), 422, 'out-of-range', '/points'],
  [
    'a walk to what is too large to represent',
    walk({ to: { bindingTimes: [1e200, 1] } }),
    422,
    'output-overflows',
    '/to/bindingTimes',
  ],
  ['a step of no length', flatness({ radius: 0 }), 422, 'out-of-range', '/radius'],
  ['no step at all', flatness({ draws: 0 }), 422, 'out-of-range', '/draws'],
  ['the flatness around no mixture', flatness({ mixture: [] }), 422, 'out-of-range', '/mixture'],
  [
    'the flatness around what is too large to represent',
    flatness({ mixture: [{ bindingTime: 1e200, quantity: 1 }] }),
    422,
    'output-overflows',
    '/mixture',
  ],
]

describe('refused, by the field, is', () => {
  test.each([...doses, ...boundaries, ...points, ...certificates, ...landscapes, ...walks, ...cocktails])(
    '%s',
    async (_, body, status, code, path) => {
      const route = (body as { kind: string }).kind === 'cocktail' ? '/v1/attacks' : '/v1/simulations'
      const problem = await client.refusal(route, { body }, status, code)
      expect(problem.errors).toMatchObject([{ path, message: expect.stringMatching(/./) }])
    },
  )

  test.each([
    ['/ligand/quantity/0', JSON.stringify(doseLigand({ quantity: [8] })).replace('[8]', '[1e999]')],
    [
      '/antagonist/bindingTime',
      JSON.stringify(surface({ antagonist: { bindingTime: 8 } })).replace('8}', '1e999}'),
    ],
    ['/free/count', JSON.stringify(certificate({ free: { count: 8 } })).replace('8}', '1e999}')],
  ])('an infinite number at %s, which JSON can write', async (path, body) => {
    const problem = await client.refusal('/v1/simulations', { body }, 400, 'wrong-shape')
    expect(problem.errors?.[0]?.path).toBe(path)
  })

  test('a kind where it is not taken', async () => {
    for (const [route, body] of [
      ['/v1/attacks', certificate({})],
      ['/v1/simulations', cocktail({})],
    ] as const) {
      const problem = await client.refusal(route, { body }, 400, 'wrong-shape')
      expect(problem.errors?.[0]?.path).toBe('/kind')
    }
  })

  test('what is too dear, with its cost and the cap', async () => {
    const modest = await openClient({ mostCost: 100, workers: 1 })
    for (const [body, cost] of [
      [doseLigand({ bindingTime: { from: 1, to: 2, points: 51 } }), 102],
      [phaseLigand({ bindingTime: { from: 1, to: 2, points: 51 } }), 102],
      [surface({}), 4 * 2 * 250],
      [dose({ background: Array.from({ length: 29 }, () => agonist) }), 4 * 30],
      [certificate({}), 256 * (256 + 1)],
      [certificate({ binWidth: 0.1 }), 256 * (256 + 1 + 60)],
      [critical({}), 10_000],
      [axes({ values: { from: 1, to: 2, points: 26 } }), 104],
      [corners({}), 61 * 61 * 2],
      [walk({ points: 26 }), 104],
      [flatness({ draws: 10 }), 2 * (10 + 13 * 2 + 2 * 82 * 50 * 5)],
    ] as const) {
      const problem = await modest.refusal('/v1/simulations', { body }, 422, 'too-dear')
      expect(problem).toMatchObject({ cost, cap: 100 })
    }
    await modest.refusal('/v1/attacks', { body: cocktail({}) }, 422, 'too-dear')
    expect((await modest.submit(phase({}), 30)).status).toBe(200)
    await modest.service.close()
  })
})
