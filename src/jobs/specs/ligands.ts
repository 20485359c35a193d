import { Type } from 'typebox'
import { HALF_NORMAL_DEFAULTS } from '../../core/populations/distribution.ts'
import { BindingTime } from './cell.ts'
import { strict, Tagged } from './schema.ts'

/** A job may hold this many ligands at the most. */
export const MOST_LIGANDS = 10_000_000

const Spread = Type.Number({ minimum: 0, maximum: 1e6, description: 'Standard deviation' })
const Place = Type.Number({ minimum: 0, maximum: 1e6, description: 's' })

/** How binding times are spread; told apart by `distribution`. */
export const Distribution = Tagged(
  'distribution',
  [
    Type.Object(
      { distribution: Type.Literal('normal'), mean: Place, sd: Spread },
      { title: 'Normal', ...strict },
    ),
    Type.Object(
      {
        distribution: Type.Literal('half-normal'),
        sd: Spread,
        offset: Type.Optional(
          Type.Number({
            minimum: 0,
            maximum: 1e6,
            default: HALF_NORMAL_DEFAULTS.offset,
            description: 'Where it starts, in s',
          }),
        ),
        sign: Type.Optional(
          Type.Enum([1, -1], {
            default: HALF_NORMAL_DEFAULTS.sign,
            description: '1: upwards from the offset; -1: downwards',
          }),
        ),
      },
      { title: 'HalfNormal', ...strict },
    ),
    Type.Object(
      { distribution: Type.Literal('uniform'), from: Place, to: Place },
      { title: 'Uniform', ...strict },
    ),
    Type.Object(
      {
        distribution: Type.Literal('log-normal'),
        median: Place,
        sd: Type.Number({ minimum: 0, maximum: 100, description: 'Standard deviation of the logarithm' }),
      },
      { title: 'LogNormal', ...strict },
    ),
    Type.Object({ distribution: Type.Literal('constant'), value: Place }, { title: 'Constant', ...strict }),
  ],
  {
    $id: 'Distribution',
    description: 'All in s, but for the sd of a logarithm',
  },
)

const Label = Type.String({
  minLength: 1,
  maxLength: 100,
  description: 'A name for people; it changes nothing',
})

export const Population = Type.Object(
  {
    label: Label,
    count: Type.Integer({ minimum: 0, maximum: MOST_LIGANDS, description: 'Number of ligands' }),
    bindingTime: Distribution,
  },
  { $id: 'Population', ...strict },
)

const PictureLevel = Type.Object(
  {
    value: Type.Integer({
      minimum: 0,
      maximum: 255,
      description: 'Grey value of the pixels that belong to it',
    }),
    label: Label,
    bindingTime: Distribution,
  },
  { $id: 'PictureLevel', ...strict },
)

/** A picture: one ligand a pixel; either `png`, or `width`, `height` and `pixels`. */
export const LigandPicture = Type.Object(
  {
    png: Type.Optional(
      Type.String({
        minLength: 1,
        pattern: '^[A-Za-z0-9+/]+={0,2}$',
        description: 'An 8-bit grey PNG in base64, of up to 4 000 000 pixels',
      }),
    ),
    width: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    height: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    pixels: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0, maximum: 255 }), {
        minItems: 1,
        description: 'Grey values, row by row',
      }),
    ),
    levels: Type.Array(PictureLevel, { minItems: 1, maxItems: 256 }),
  },
  { $id: 'LigandPicture', ...strict },
)
export type LigandPicture = Type.Static<typeof LigandPicture>

/** The ligands that a cell faces; exactly one way of giving them. */
export const Ligands = Type.Object(
  {
    bindingTimes: Type.Optional(
      Type.Array(BindingTime, { minItems: 1, maxItems: MOST_LIGANDS, description: 'One entry a ligand' }),
    ),
    populations: Type.Optional(Type.Array(Population, { minItems: 1, maxItems: 1000 })),
    image: Type.Optional(LigandPicture),
  },
  { $id: 'Ligands', minProperties: 1, maxProperties: 1, ...strict },
)
export type Ligands = Type.Static<typeof Ligands>

/** A kind of ligand in a mixture. */
export const MixtureLigand = Type.Object(
  {
    bindingTime: BindingTime,
    quantity: Type.Number({ minimum: 0, description: 'Number of such ligands; need not be whole' }),
  },
  { $id: 'MixtureLigand', ...strict },
)
