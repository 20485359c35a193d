import type { ComponentType } from 'preact'
import { useLocation } from 'preact-iso'
import '../styles/views.css'
import { WhenLoaded } from './loading.tsx'
import { useLoaded } from './use-loaded.ts'

/** A view of a page: what its link says, and how it is loaded. */
export interface View {
  readonly name: string
  readonly label: string
  load(): Promise<ComponentType>
}

/** The views of a page, of which the one that its address names is loaded and shown; else the first. */
export function Views({ views, label }: { readonly views: readonly View[]; readonly label: string }) {
  const { query, path } = useLocation()
  const shown = views.find(({ name }) => name === query.view) ?? views[0]!
  const [loaded, again] = useLoaded(shown.name, () => shown.load())
  return (
    <>
      <nav aria-label={label}>
        <ul class="views">
          {views.map((view) => (
            <li key={view.name}>
              {/* With all that was chosen in the others, so that one may come back to it. */}
              <a
                href={`${path}?${new URLSearchParams({ ...query, view: view.name })}`}
                {...(view === shown && { 'aria-current': 'page' as const })}
              >
                {view.label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <WhenLoaded loaded={loaded} what="this view" again={again}>
        {(Shown) => <Shown />}
      </WhenLoaded>
    </>
  )
}
