import { blueWhiteRed, MAP_STEPS, type Rgb, viridis } from '../../../look/colours.ts'
import { type Extent, extentOf } from './extent.ts'
import type { ScaleKind } from './scale.ts'

/** How values become colours. */
export interface ColourScale {
  readonly label: string
  readonly kind: ScaleKind
  /** What the colour bar shows; values beyond have the colours of its ends. */
  readonly domain: Extent
  readonly map: readonly Rgb[]
  /** The value as the colours measure it. */
  measure(value: number): number
  /** The step of the map for a value. */
  stepOf(value: number): number
}

/** Further decades below the greatest value are not told apart. */
const MOST_DECADES = 6

/** From low to high. */
export function sequentialScale(label: string, kind: ScaleKind, values: ArrayLike<number>): ColourScale {
  const found = extentOf(kind, values)
  if (found === undefined && kind === 'log') return sequentialScale(label, 'linear', values)
  const [least, greatest] = found ?? [0, 1]
  const domain: Extent = [
    kind === 'log' ? Math.max(least, greatest / 10 ** MOST_DECADES) : least,
    greatest > least ? greatest : least + (kind === 'log' ? least : 1),
  ]
  const measure = measureOf(kind)
  const [from, to] = [measure(domain[0]), measure(domain[1])]
  return scaleOf(label, kind, domain, viridis(), (value) => (measure(value) - from) / (to - from))
}

/** From below to above a centre, which is white; equal distances have equally strong colours. */
export function divergingScale(
  label: string,
  kind: ScaleKind,
  centre: number,
  values: ArrayLike<number>,
): ColourScale {
  const [least, greatest] = extentOf(kind, values) ?? [centre, centre]
  const reach = 10 ** (MOST_DECADES / 2)
  const domain: Extent =
    kind === 'log'
      ? [
          Math.min(centre / 1.1, Math.max(least, centre / reach)),
          Math.max(centre * 1.1, Math.min(greatest, centre * reach)),
        ]
      : [
          Math.min(centre - 0.05 * Math.abs(centre || 1), least),
          Math.max(centre + 0.05 * Math.abs(centre || 1), greatest),
        ]
  const measure = measureOf(kind)
  const middle = measure(centre)
  const half = Math.max(middle - measure(domain[0]), measure(domain[1]) - middle)
  return scaleOf(label, kind, domain, blueWhiteRed(), (value) => 0.5 + (measure(value) - middle) / (2 * half))
}

function scaleOf(
  label: string,
  kind: ScaleKind,
  domain: Extent,
  map: readonly Rgb[],
  share: (value: number) => number,
): ColourScale {
  return {
    label,
    kind,
    domain,
    map,
    measure: measureOf(kind),
    stepOf: (value) => Math.min(MAP_STEPS - 1, Math.max(0, Math.floor(share(value) * MAP_STEPS))),
  }
}

function measureOf(kind: ScaleKind): (value: number) => number {
  return kind === 'log'
    ? (value) => (value > 0 ? Math.log10(value) : Number.NEGATIVE_INFINITY)
    : (value) => value
}
