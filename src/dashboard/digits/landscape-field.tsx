import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { BOUNDARY_STYLE, viridis } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import { Legend } from '../charts/legend.tsx'
import { gradientOf } from './gradient.ts'
import {
  calledOf,
  type GridPlace,
  type Landscape,
  nearest,
  pointsOf,
  readingAt,
  scaleOf,
} from './landscape.ts'
import { LandscapePlot } from './landscape-plot.ts'

/** A landscape in colours; what is under the pointer, or where the arrow keys have gone, is told below. */
export function LandscapeField({
  landscape,
  label,
}: {
  readonly landscape: Landscape
  readonly label: string
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const plot = useRef<LandscapePlot>(undefined)
  const [place, setPlace] = useState<GridPlace | null>(null)
  const readout = useId()
  useEffect(() => {
    plot.current = new LandscapePlot(canvas.current!, landscape)
    return () => plot.current?.destroy()
  }, [landscape])
  useEffect(() => plot.current?.setPlace(place), [place])
  const crossed = landscape.boundary.length > 0
  return (
    <div class="stack">
      <div
        class="field-plot"
        role="application"
        aria-label={`${label}. Arrow keys read values off it.`}
        aria-describedby={readout}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read values off it
        tabIndex={0}
        onPointerMove={(event) => setPlace(plot.current!.placeAt(event))}
        onKeyDown={(event) => {
          const next = placeAfter(event.key, place ?? start(landscape), landscape)
          if (next === null) return
          event.preventDefault()
          setPlace(next)
        }}
      >
        <canvas ref={canvas} />
      </div>
      <p class="readout small numeric" id={readout} aria-live="polite">
        {place === null
          ? 'Point at the landscape, or use the arrow keys on it.'
          : readingAt(landscape, place)}
      </p>
      <OutputBar landscape={landscape} />
      <Legend
        entries={[
          ...(crossed
            ? [
                {
                  label: `decision boundary, ${calledOf(landscape)} = ${formatNumber(landscape.threshold)}`,
                  colour: BOUNDARY_STYLE.colour,
                  mark: 'line' as const,
                },
              ]
            : []),
          ...pointsOf(landscape).map((point) => ({
            label: point.label,
            colour: 'var(--ink)',
            mark: point.shape,
          })),
        ]}
      />
      <p class="small faint">
        {!crossed && 'The decision boundary does not pass here. '}
        {landscape.outside === 'clip' &&
          'Points outside the bounds have the output of the nearest point within them.'}
      </p>
    </div>
  )
}

/** What the colours mean, with the threshold among them. */
function OutputBar({ landscape }: { readonly landscape: Landscape }) {
  const { least, greatest, log, shareOf } = scaleOf(landscape)
  const share = shareOf(landscape.threshold)
  return (
    <div class="scale small numeric">
      <span>
        {calledOf(landscape)}
        {log && ', by factors'}: {formatNumber(least, 3)}
      </span>
      <span class="ramp" aria-hidden="true" style={{ background: gradientOf(viridis()) }}>
        {share > 0 && share < 1 && <span class="threshold" style={{ left: `${100 * share}%` }} />}
      </span>
      <span>{formatNumber(greatest, 3)}</span>
    </div>
  )
}

/** Keys start where the input itself lies. */
function start({ x, y, origin }: Landscape): GridPlace {
  return { column: nearest(x.values, origin.x), row: nearest(y.values, origin.y) }
}

const STEPS: Readonly<Record<string, readonly [right: number, up: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

/** Where a key leads, within the landscape; null for a key that leads nowhere. */
function placeAfter(key: string, { column, row }: GridPlace, { x, y }: Landscape): GridPlace | null {
  const step = STEPS[key]
  if (step === undefined) return null
  const within = (place: number, count: number) => Math.min(count - 1, Math.max(0, place))
  return {
    column: within(column + step[0], x.values.length),
    row: within(row + step[1], y.values.length),
  }
}
