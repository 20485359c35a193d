import { render } from 'preact'
import { ErrorBoundary, LocationProvider, lazy, Route, Router } from 'preact-iso'
import { PAGES } from './pages.ts'
import './styles/theme.css'
import './styles/layout.css'
import './styles/controls.css'
import './styles/data.css'
import { Shell } from './ui/shell.tsx'

const Attack = lazy(() => import('./pages/attack-page.tsx').then((page) => page.AttackPage))
const Table = lazy(() => import('./pages/table-page.tsx').then((page) => page.TablePage))
const Antagonism = lazy(() => import('./pages/antagonism-page.tsx').then((page) => page.AntagonismPage))
const Digits = lazy(() => import('./pages/digits-page.tsx').then((page) => page.DigitsPage))
const Jobs = lazy(() => import('./pages/jobs-page.tsx').then((page) => page.JobsPage))
const JobView = lazy(() => import('./pages/job-page.tsx').then((page) => page.JobPage))
const Submit = lazy(() => import('./pages/submit-page.tsx').then((page) => page.SubmitPage))

/** Links that stay within the dashboard: not those to documents and results. */
const WITHIN = /^\/(?!docs|v1|openapi|asyncapi)/

function App() {
  return (
    <LocationProvider scope={WITHIN}>
      <Shell>
        <ErrorBoundary>
          <Router>
            <Route path={PAGES.attack} component={Attack} />
            <Route path={PAGES.table} component={Table} />
            <Route path={PAGES.antagonism} component={Antagonism} />
            <Route path={PAGES.digits} component={Digits} />
            <Route path={PAGES.jobs} component={Jobs} />
            <Route path={PAGES.job} component={JobView} />
            <Route path={PAGES.submit} component={Submit} />
          </Router>
        </ErrorBoundary>
      </Shell>
    </LocationProvider>
  )
}

render(<App />, document.querySelector('#app')!)
