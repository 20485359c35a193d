import '../styles/antagonism.css'
import { PAGES } from '../pages.ts'
import { WhenLoaded } from '../ui/loading.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import { useQuery } from '../ui/use-query.ts'

/** Each is loaded when it is looked at. */
const VIEWS = [
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
] as const

/** How ligands that bind too briefly lower the response to others. One view is there at a time. */
export function AntagonismPage() {
  const [query] = useQuery()
  const { name: shown, load } = VIEWS.find(({ name }) => name === query.view) ?? VIEWS[0]
  const [view, again] = useLoaded(shown, load)
  return (
    <div class="page">
      <div class="page-head">
        <h1>Antagonism</h1>
        <p class="faint">
          Ligands that bind too briefly to trigger a response lower the response to those that bind long
          enough.
        </p>
      </div>
      <nav aria-label="Views of antagonism">
        <ul class="views">
          {VIEWS.map(({ name, label }) => (
            <li key={name}>
              <a href={linkTo(name, query)} {...(name === shown && { 'aria-current': 'page' as const })}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <WhenLoaded loaded={view} what="this view" again={again}>
        {(View) => <View />}
      </WhenLoaded>
    </div>
  )
}

/** A view with all that was chosen in the others, so that one may come back to it. */
function linkTo(view: string, query: Readonly<Record<string, string>>): string {
  return `${PAGES.antagonism}?${new URLSearchParams({ ...query, view })}`
}
