import { CORNER_DEFAULTS } from '../../core/analyses/corner-plane.ts'
import { CONTROL_STREAM } from '../../core/attacks/descent-control.ts'
import { PGD_DEFAULTS, pgd } from '../../core/attacks/pgd.ts'
import { marginTargets } from '../../core/digits/margin-target.ts'
import { InvalidInput } from '../../core/errors.ts'
import { checkGridSize, expandAscending } from '../../core/numerics/grid.ts'
import { randomStream } from '../../core/numerics/random.ts'
import type { Target } from '../../core/target.ts'
import { weightCount } from '../classifier.ts'
import { checkImage, imageOf, type NamedImage, otherDigitAfter, toldAt } from '../digit-image.ts'
import { labelPair, neededByTarget } from '../digits.ts'
import { fieldKind, NO_EXTRA } from '../field-kind.ts'
import type { PartSetting } from '../kind.ts'
import { NETWORK_MEMORY, networkMemory } from '../memory.ts'
import { within } from '../paths.ts'
import { refusingOverflow } from '../refusing-overflow.ts'
import { DIGIT_LANDSCAPE_DEFAULTS, DigitLandscapeSpec } from '../specs/digit-landscape.ts'
import { usedClassifier } from '../used-classifier.ts'
import { gridsOf, shapeOfPlane } from './landscape/grids.ts'
import { alongCorners, alongDirections } from './landscape/planes.ts'
import { landscapePoint, type PreparedLandscape, summariseLandscape } from './landscape/prepared.ts'
import { LANDSCAPE_FIELD } from './landscape.ts'

/** About what an output of a network of a few hidden units takes. */
const NANOSECONDS_PER_POINT = 5000

export const digitLandscapeKind = fieldKind<DigitLandscapeSpec, undefined>({
  ...NO_EXTRA,
  name: 'landscape',
  subject: 'digits',
  title: 'Landscape: the margin of a network on a plane through an image',
  source: 'arXiv:1807.04270, section V',
  spec: DigitLandscapeSpec,
  field: () => LANDSCAPE_FIELD,
  costFormula: 'points × weights',
  besides: { formula: NETWORK_MEMORY, bytes: (spec, heads) => networkMemory(neededByTarget(spec), heads) },
  classifiers: neededByTarget,
  cost({ plane, target }, heads) {
    const [rows, columns] = shapeOfPlane(plane)
    return rows * columns * weightCount(heads.get(target.classifier)!)
  },
  check(spec, _, heads) {
    const grids = gridsOf(spec.plane)
    checkGridSize(grids, '/plane')
    for (const { grid, path } of grids) within(path, () => expandAscending(grid))
    checkImage(spec.image, '/image', neededByTarget(spec), heads)
  },
  shape: ({ plane }) => shapeOfPlane(plane),
  nanosecondsPerPoint: () => NANOSECONDS_PER_POINT,
  point: (spec, setting) => landscapePoint(prepare(spec, setting).landscape),
  summarise(spec, field, _, setting) {
    const { landscape, image, corners } = prepare(spec, setting)
    const { summary, responding } = summariseLandscape(landscape, field)
    const { head } = setting.classifier(spec.target.classifier)
    return {
      summary: { ...summary, classifier: usedClassifier(head), image: image.name, corners },
      message: `the network tells a ${image.name.label} at ${responding} of ${field.length} points`,
    }
  },
})

interface PreparedDigits {
  readonly landscape: PreparedLandscape
  readonly image: NamedImage
  /** The corners with their images and what the network tells there; null for other planes. */
  readonly corners: readonly object[] | null
}

function prepare(spec: DigitLandscapeSpec, { seed, classifier }: PartSetting): PreparedDigits {
  const image = imageOf(spec.image)
  const { network } = classifier(spec.target.classifier)
  const place = { where: `on a plane through image ${image.name.index}`, path: '/target/classifier' }
  const target = refusingOverflow(marginTargets(network)[image.trueClass]!, place)
  return spec.plane.corners
    ? throughCorners(spec, target, image, seed)
    : { landscape: throughImage(spec, target, image, seed), image, corners: null }
}

function throughImage(
  { plane }: DigitLandscapeSpec,
  target: Target,
  { x: origin }: NamedImage,
  seed: number,
): PreparedLandscape {
  const { x, y, outside = DIGIT_LANDSCAPE_DEFAULTS.outside } = plane.directions!
  const vanishes = target.gradient(origin).every((slope) => slope === 0)
  for (const [name, { direction }] of [['x', x] as const, ['y', y] as const]) {
    if (direction !== 'gradient' || !vanishes) continue
    throw new InvalidInput(
      'no-direction',
      `/plane/directions/${name}/direction`,
      'the gradient vanishes at this image and has no direction: lay the plane through corners',
    )
  }
  const [xs, ys] = gridsOf(plane).map(({ grid, path }) => within(path, () => expandAscending(grid)))
  const axes = {
    x: { direction: x.direction, values: xs! },
    y: { direction: y.direction, values: ys! },
    unit: '',
    outside,
  }
  return alongDirections(target, origin, axes, randomStream(seed, CONTROL_STREAM))
}

function throughCorners(
  { image: given, plane }: DigitLandscapeSpec,
  target: Target,
  image: NamedImage,
  seed: number,
): PreparedDigits {
  const { attack, margin, points, outside } = plane.corners!
  const { epsilon = DIGIT_LANDSCAPE_DEFAULTS.epsilon, steps = PGD_DEFAULTS.steps } = attack ?? {}
  const attacked = attackedFrom(target, image, { epsilon, steps }, seed)
  const other = otherDigitAfter(given)
  const nameOf = ({ name: { index, label } }: NamedImage) => `image ${index}, a ${label}`
  const landscape = alongCorners(target, {
    corners: [image.x, other.x, attacked],
    labels: [nameOf(image), nameOf(other), `${nameOf(image)}, attacked (ε = ${epsilon})`],
    view: { margin: margin ?? CORNER_DEFAULTS.margin, points: points ?? CORNER_DEFAULTS.points },
    unit: '',
    outside: outside ?? CORNER_DEFAULTS.outside,
  })
  const labels = labelPair(given?.labels)
  const images = [image, other, image]
  return {
    landscape,
    image,
    corners: landscape.corners!.map((corner, i) => ({
      ...corner,
      image: images[i]!.name,
      attacked: i === 2,
      told: toldAt(corner.output, image.trueClass, labels),
    })),
  }
}

/** The image as projected gradient descent leaves it. Throws `InvalidInput` where nothing that it sees is lower. */
function attackedFrom(
  target: Target,
  { x }: NamedImage,
  { epsilon, steps }: { readonly epsilon: number; readonly steps: number },
  seed: number,
): Float64Array {
  const options = { norm: 'linf', steps, restarts: PGD_DEFAULTS.restarts } as const
  const attacked = pgd(target, x, epsilon, options, randomStream(seed, CONTROL_STREAM))
  if (attacked.some((value, i) => value !== x[i])) return attacked
  throw new InvalidInput(
    'no-plane',
    '/plane/corners/attack/epsilon',
    `no attack of size ${epsilon} lowers the margin of this image: the attacked corner is the image itself, and the three lie on one line`,
  )
}
