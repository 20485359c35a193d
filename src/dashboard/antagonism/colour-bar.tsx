import type { SurfaceAxis } from './surface-axis.ts'
import { colourAt } from './surface-geometry.ts'

const STOPS = 12

/** What the colours of a surface mean. */
export function ColourBar({ axis, label }: { readonly axis: SurfaceAxis; readonly label: string }) {
  const stops = Array.from({ length: STOPS }, (_, i) => {
    const channels = colourAt(i / (STOPS - 1)).map((channel) => Math.round(255 * channel))
    return `rgb(${channels.join(' ')})`
  })
  return (
    <div class="colour-bar">
      <span class="small">{label}</span>
      <div class="ramp" style={{ background: `linear-gradient(90deg, ${stops.join(', ')})` }} />
      <div class="ticks numeric">
        {axis.ticks().map(({ share, text }) => (
          <span key={text} style={{ left: `${100 * share}%` }}>
            {text}
          </span>
        ))}
      </div>
    </div>
  )
}
