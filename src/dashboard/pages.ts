/** Where each page of the dashboard is; the service sends the same document for all of them. */
export const PAGES = {
  attack: '/',
  table: '/table',
  antagonism: '/antagonism',
  digits: '/digits',
  jobs: '/jobs',
  job: '/jobs/:id',
  submit: '/submit',
} as const

/** Where what the pages load is: scripts and styles, each under a name that changes with its content. */
export const ASSETS = '/assets/'

/** The picture in a browser's tab. */
export const ICON = '/icon.svg'

/** The page of one job. */
export function jobPage(id: string): string {
  return PAGES.job.replace(':id', encodeURIComponent(id))
}
