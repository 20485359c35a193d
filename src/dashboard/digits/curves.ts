import type { SizedDigitsShape } from '../../api/result-shapes.ts'
import { COLOUR, seriesStyle } from '../../look/colours.ts'
import type { ChartData, ChartSeries } from '../charts/line-chart.ts'
import type { Marker } from '../charts/markers.ts'
import { type DigitAttackSpec, type Norm, SIZES } from './digit-methods.ts'
import type { RightSoFar } from './right-so-far.ts'

/** Accuracy of one classifier under attack, against the size of the attack. */
export interface Curve {
  readonly classifier: string
  readonly kind: string
  /** Of the sizes; null while it is not told. */
  readonly norm: Norm | null
  readonly images: number
  /** Whether all images have been attacked. */
  readonly complete: boolean
  readonly epsilon: readonly number[]
  readonly clean: number
  readonly attacked: readonly number[]
  /** Known in the end alone. */
  readonly certified: readonly number[] | null
  readonly control: readonly number[] | null
}

/** The curve of a finished job. */
export function curveOf({ kind }: DigitAttackSpec, result: SizedDigitsShape): Curve {
  const order = result.epsilon.map((_, i) => i).sort((a, b) => result.epsilon[a]! - result.epsilon[b]!)
  const inOrder = (values: readonly number[]) => order.map((i) => values[i]!)
  return {
    classifier: result.classifier.name,
    kind,
    norm: result.norm,
    images: result.images,
    complete: true,
    epsilon: inOrder(result.epsilon),
    clean: result.accuracy.clean,
    attacked: inOrder(result.accuracy.attacked),
    certified: inOrder(result.accuracy.certified),
    control: inOrder(result.control.accuracy),
  }
}

/** What is known of the curve of a job that runs; null before anything is. */
export function partialCurve(spec: DigitAttackSpec, counts: RightSoFar): Curve | null {
  const { epsilon } = spec.options as { epsilon?: number | readonly number[] }
  if (counts.images === 0 || epsilon === undefined) return null
  const given = [epsilon].flat()
  const order = given.map((_, i) => i).sort((a, b) => given[a]! - given[b]!)
  return {
    classifier: spec.target.classifier,
    kind: spec.kind,
    norm: null,
    images: counts.images,
    complete: false,
    epsilon: order.map((i) => given[i]!),
    clean: counts.clean / counts.images,
    attacked: order.map((i) => (counts.attacked[i] ?? 0) / counts.images),
    certified: null,
    control: null,
  }
}

/** What the sizes of curves are, as far as it has been told. */
export function unitOf(curves: readonly Curve[]): string {
  const norm = curves.find((curve) => curve.norm !== null)?.norm
  return norm == null ? 'in the norm of the attack' : SIZES[norm].unit
}

/** What is drawn of each curve beside the accuracy under attack. */
export interface Drawn {
  readonly certified: boolean
  readonly control: boolean
}

export const DASH = { certified: [7, 4], control: [2, 4] } as const

const SHAPES = ['circle', 'diamond', 'up', 'down'] as const

/** How the i-th classifier is told from the others: by colour and by shape. */
export function lookOf(index: number, ink: string) {
  const { colour } = seriesStyle(index)
  // Black is drawn in the colour of the text, which is white at night.
  return { colour: colour === COLOUR.black ? ink : colour, shape: SHAPES[index % SHAPES.length]! }
}

/** All curves over their common sizes, with a marker at each accuracy under attack. */
export function chartOf(
  curves: readonly Curve[],
  drawn: Drawn,
  ink: string,
): { readonly series: ChartSeries[]; readonly data: ChartData; readonly markers: Marker[] } {
  const sizes = [...new Set(curves.flatMap(({ epsilon }) => epsilon))].sort((a, b) => a - b)
  const lines = curves.flatMap((curve, index) => {
    const { colour } = lookOf(index, ink)
    const line = (what: string, values: readonly number[] | null, dash?: readonly number[]) =>
      values === null
        ? []
        : [
            {
              series: { label: `${curve.classifier} ${what}`, colour, ...(dash && { dash }) },
              values: sizes.map((size) => values[curve.epsilon.indexOf(size)] ?? null),
            },
          ]
    return [
      ...(drawn.control ? line('under noise', curve.control, DASH.control) : []),
      ...(drawn.certified ? line('certified', curve.certified, DASH.certified) : []),
      ...line(curve.complete ? 'attacked' : 'attacked, so far', curve.attacked),
    ]
  })
  const markers = curves.flatMap((curve, index) =>
    curve.epsilon.map((x, i) => ({ x, y: curve.attacked[i]!, ...lookOf(index, ink) })),
  )
  return {
    series: lines.map(({ series }) => series),
    data: [sizes, ...lines.map(({ values }) => values)],
    markers,
  }
}
