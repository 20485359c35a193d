import '../styles/antagonism.css'
import { type View, Views } from '../ui/views.tsx'

/** Each is loaded when it is looked at. */
const VIEWS: readonly View[] = [
  {
    name: 'curve',
    label: 'Curve',
    load: async () => (await import('../antagonism/curve-view.tsx')).CurveView,
  },
  {
    name: 'surface',
    label: 'Surface',
    load: async () => (await import('../antagonism/surface-view.tsx')).SurfaceView,
  },
  {
    name: 'phase',
    label: 'Phase diagrams',
    load: async () => (await import('../antagonism/phase-view.tsx')).PhaseView,
  },
  { name: 'ot-1', label: 'OT-1', load: async () => (await import('../antagonism/ot1-view.tsx')).Ot1View },
]

/** How ligands that bind too briefly lower the response to others. One view is there at a time. */
export function AntagonismPage() {
  return (
    <div class="page">
      <div class="page-head">
        <h1>Antagonism</h1>
        <p class="faint">
          Ligands that bind too briefly to trigger a response lower the response to those that bind long
          enough.
        </p>
      </div>
      <Views views={VIEWS} label="Views of antagonism" />
    </div>
  )
}
