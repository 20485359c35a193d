import { useEffect, useRef } from 'preact/hooks'
import { onThemeChange, readTheme } from '../charts/theme.ts'
import { drawPicture } from '../live/picture.ts'
import { drawHistogram, type HistogramAxes } from './draw-histogram.ts'
import type { TableRun } from './table-run.ts'

const NONE: readonly number[] = []

/** The binding times of a run's ligands, as small as a cell of the table. */
export function Histogram({ run, axes }: { readonly run: TableRun | null; readonly axes: HistogramAxes }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { counts, initialCounts } = run ?? { counts: NONE, initialCounts: NONE }
  useEffect(() => {
    const surface = canvas.current!
    const draw = () => drawHistogram(surface, { counts, initialCounts, axes }, readTheme())
    const sizes = new ResizeObserver(draw)
    sizes.observe(surface)
    const stop = onThemeChange(draw)
    draw()
    return () => {
      sizes.disconnect()
      stop()
    }
  }, [counts, initialCounts, axes])
  return <canvas role="img" aria-label="Histogram of binding times" ref={canvas} />
}

/** A run's ligands as a picture, one a pixel; until one has come an empty square. */
export function Picture({ run }: { readonly run: TableRun | null }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const picture = run?.picture ?? null
  useEffect(() => {
    if (picture !== null) drawPicture(canvas.current!, picture, null)
    else canvas.current!.width = canvas.current!.height = 1
  }, [picture])
  return (
    <canvas
      class={picture === null ? 'blank' : 'shown'}
      role="img"
      aria-label={picture === null ? 'No picture yet' : 'Picture of the ligands'}
      ref={canvas}
    />
  )
}
