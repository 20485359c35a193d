import { Type } from 'typebox'

const Numbers = Type.Array(Type.Number())
export const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Threshold = Type.Number({ description: 'The cell or network responds iff its output is above it' })
const Unit = Type.String({ description: 'Of the coordinates, and so of distances' })

const LandscapeAxis = Type.Object({ label: Type.String(), unit: Type.String(), values: Numbers })

/** What is told of a corner of a landscape. */
export const cornerFields = {
  label: Type.String(),
  x: Type.Number(),
  y: Type.Number(),
  output: Type.Number(),
  responds: Type.Boolean(),
}

/** What a landscape tells; its corners as `corner` has them. */
export const landscapeFields = <Corner extends Type.TSchema>(corner: Corner) => ({
  threshold: Threshold,
  x: LandscapeAxis,
  y: LandscapeAxis,
  origin: Type.Object(
    { x: Type.Number(), y: Type.Number() },
    { description: 'Where the mixture or image itself lies' },
  ),
  directions: Nullable(
    Type.Object(
      { x: Numbers, y: Numbers },
      {
        description: 'Unit vectors, one entry a coordinate; null where the axes are two inputs themselves',
      },
    ),
  ),
  corners: Nullable(
    Type.Array(corner, {
      description:
        'The three corners that the plane goes through, the first its origin; null for other planes',
    }),
  ),
  outside: Type.Enum(['refuse', 'clip'], {
    description:
      'clip: a point of the plane outside the bounds has the output of the nearest point within them; refuse: there is none',
  }),
  boundary: Type.Array(Type.Array(Numbers), {
    description:
      'The decision boundary: lines of points [x, y] at which the output is at the threshold, linear between the values of the axes',
  }),
  output: Type.Array(Numbers, { description: 'For each value of y, one for each value of x' }),
})

export const LandscapeResult = Type.Object(landscapeFields(Type.Object(cornerFields)), {
  $id: 'LandscapeResult',
  additionalProperties: false,
})

const Crossings = Type.Array(
  Type.Object({
    position: Type.Number({ description: 'Share of the way' }),
    distance: Type.Number({ description: 'From the start' }),
  }),
  { description: 'Where the output crosses the threshold, to 1e-10 of the way' },
)
const Length = Type.Number({ description: 'Euclidean length of the way' })

/** What a walk tells. */
export const walkFields = {
  threshold: Threshold,
  unit: Unit,
  length: Length,
  position: Type.Array(Type.Number(), { description: 'Shares of the way, evenly from 0 to 1' }),
  output: Numbers,
  responds: Type.Array(Type.Boolean()),
  slope: Type.Array(Nullable(Type.Number()), {
    description: 'Derivative of the output along the way, per unit of distance; null where it diverges',
  }),
  crossings: Crossings,
}

export const WalkResult = Type.Object(walkFields, { $id: 'WalkResult', additionalProperties: false })

export const WalkFrameSchema = Type.Object(
  {
    length: Length,
    crossings: Crossings,
    output: Type.Object({ initial: Type.Number(), final: Type.Number() }),
  },
  { $id: 'WalkFrame', additionalProperties: false },
)

/** What is found of the flatness around a point; also its frame. */
export const flatnessFields = {
  output: Type.Number(),
  margin: Type.Number({ description: 'output − threshold' }),
  gradientNorm: Type.Object(
    { l2: Nullable(Type.Number()), l1: Nullable(Type.Number()) },
    {
      description:
        'How fast the output falls at most for a step of length 1 in l2, and (l1) in linf; null where a derivative diverges',
    },
  ),
  vanishing: Type.Number({
    minimum: 0,
    maximum: 1,
    description: 'Share of the coordinates whose derivative is below 1e-12 of the largest',
  }),
  relativeChange: Nullable(
    Type.Number({
      minimum: 0,
      description:
        'By how much a random step of the radius changes the output, as a share of the margin: mean over the draws, in the bounds; null for a margin of 0',
    }),
  ),
  boundary: Type.Object(
    { linf: Nullable(Type.Number()), l2: Nullable(Type.Number()) },
    {
      description:
        'Distances at which a local search found the decision boundary, upper bounds of the least; null where it found none, or nothing responds here',
    },
  ),
  steepening: Nullable(
    Type.Number({
      description:
        'Length of the gradient on the boundary, where it was found nearest in l2, over that here; null where there is no boundary, or the gradient here vanishes or diverges',
    }),
  ),
  regime: Type.Enum(['critical-point', 'no-critical-point'], {
    description:
      'By pullAtFloor: a critical point where it is below 0.05. Of mechanistic models it counts the receptors that ligands take from others, which the regime of critical-points leaves out',
  }),
  gradientAtFloor: Nullable(
    Type.Number({
      description:
        'Largest derivative, in magnitude, of a coordinate at its lower bound with the others as they are; null where one diverges',
    }),
  ),
  pullAtFloor: Nullable(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description:
        'How steeply the output falls there at most, as a share of how steeply it falls on the way up; null where it falls nowhere',
    }),
  ),
}

/** How the flatness was looked at. */
export const flatnessOptions = {
  threshold: Threshold,
  unit: Unit,
  radius: Type.Number({ description: 'Euclidean length of a random step' }),
  draws: Type.Integer(),
}

export const FlatnessResult = Type.Object(
  {
    ...flatnessOptions,
    ...flatnessFields,
  },
  { $id: 'FlatnessResult', additionalProperties: false },
)

export const FlatnessFrameSchema = Type.Object(flatnessFields, {
  $id: 'FlatnessFrame',
  additionalProperties: false,
})
