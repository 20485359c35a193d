import { useMemo } from 'preact/hooks'
import { lazily } from '../../lazily.ts'
import { formatNumber } from '../../look/numbers.ts'
import { getJson, type Job } from '../service/client.ts'
import { ResultFigure } from '../ui/figure.tsx'
import { WhenLoaded } from '../ui/loading.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import { ColourBar } from './colour-bar.tsx'
import { type BoundarySurface, surfaceGeometry } from './surface-geometry.ts'
import { SurfaceStage } from './surface-stage.tsx'

/** The surface that a job found: to be turned where the browser can draw it, else as the service draws it. */
export function SurfaceResult({ job }: { readonly job: Job }) {
  const isSurface =
    job.kind === 'decision-boundary' && (job.spec as { diagram?: unknown }).diagram === 'surface'
  const [loaded, again] = useLoaded(isSurface ? job.id : null, (signal) =>
    getJson<BoundarySurface>(job.links.result, signal),
  )
  if (!isSurface) {
    return (
      <p class="notice warning">
        The job that this address names did not look for a surface. Choose one and compute it.
      </p>
    )
  }
  return (
    <WhenLoaded loaded={loaded} what="the surface" again={again}>
      {(result) => <Shown result={result} job={job.id} />}
    </WhenLoaded>
  )
}

function Shown({ result, job }: { readonly result: BoundarySurface; readonly job: string }) {
  const surface = useMemo(() => surfaceGeometry(result), [result])
  const summary = useMemo(() => (surface === null ? '' : summaryOf(result)), [result])
  if (surface === null) {
    return (
      <div class="empty" role="status">
        Nowhere is there a number of antagonists, up to {formatNumber(result.greatestQuantity)}, that silences
        a cell which responds.{' '}
        {result.antagonist.bindingTime < result.criticalBindingTime
          ? 'Choose antagonists that bind longer, or another cell.'
          : 'Ligands that bind for τc or longer are agonists: choose antagonists that bind more briefly.'}
      </div>
    )
  }
  if (!canDraw()) {
    return (
      <>
        <p class="notice warning" role="status">
          This browser cannot draw in three dimensions (it has no WebGL). The surface is shown as a map
          instead.
        </p>
        <ResultFigure job={job} label="Map of the antagonists that silence the cell" />
      </>
    )
  }
  return (
    <>
      <SurfaceStage surface={surface} summary={summary} />
      <ColourBar axis={surface.L2} label="antagonists L2 that silence the cell" />
      <p class="small">{summary}</p>
      <LeftOut surface={surface} result={result} />
    </>
  )
}

/** The places at which there is no surface, and why. */
function LeftOut({
  surface,
  result,
}: {
  readonly surface: { readonly unsilenced: number; readonly silent: number }
  readonly result: BoundarySurface
}) {
  const all = result.quantity.length * result.bindingTime.length
  const of = (count: number) => `${formatNumber(count)} of ${formatNumber(all)} places`
  if (surface.unsilenced + surface.silent === 0) return null
  return (
    <div class="small">
      <p>Left out of the surface:</p>
      <ul class="findings">
        {surface.unsilenced > 0 && (
          <li>
            not silenced by any L2 up to {formatNumber(result.greatestQuantity)}: {of(surface.unsilenced)}
          </li>
        )}
        {surface.silent > 0 && <li>silent without antagonists: {of(surface.silent)}</li>}
      </ul>
    </div>
  )
}

/** What the surface shows, in words. */
function summaryOf({ bindingTime, quantity, antagonist, antagonistQuantity }: BoundarySurface): string {
  const places = antagonistQuantity.flatMap((row, y) =>
    row.flatMap((L2, x) => (L2 ? [{ L2, tau1: bindingTime[x]!, L1: quantity[y]! }] : [])),
  )
  const least = places.reduce((a, b) => (b.L2 < a.L2 ? b : a))
  const greatest = places.reduce((a, b) => (b.L2 > a.L2 ? b : a))
  const place = ({ L2, tau1, L1 }: (typeof places)[number]) =>
    `${formatNumber(L2, 4)} at τ1 = ${formatNumber(tau1, 4)} s and L1 = ${formatNumber(L1, 4)}`
  return `Antagonists of ${formatNumber(antagonist.bindingTime, 4)} s: the fewest that silence the cell are ${place(least)}, the most ${place(greatest)}.`
}

/** Whether the browser draws in three dimensions; asked once, for each time takes one of its few contexts. */
const canDraw = lazily(() => {
  const context = document.createElement('canvas').getContext('webgl2')
  context?.getExtension('WEBGL_lose_context')?.loseContext()
  return context !== null
})
