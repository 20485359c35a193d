import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { ICON, PAGES } from '../pages.ts'
import { isKeyNeeded, onKeyChange } from '../service/key.ts'
import { KeyForm } from './key-form.tsx'
import { useObserved } from './use-observed.ts'

const LINKS = [
  [PAGES.attack, 'Attack a cell'],
  [PAGES.table, '(N, m) table'],
  [PAGES.antagonism, 'Antagonism'],
  [PAGES.digits, 'Digits'],
  [PAGES.jobs, 'Jobs'],
] as const

/** What stands around every page: the name, the way to the others, and the question for a key where one is needed. */
export function Shell({ children }: { readonly children: ComponentChildren }) {
  const { path } = useLocation()
  const keyNeeded = useObserved(onKeyChange, isKeyNeeded)
  const main = useRef<HTMLElement>(null)
  const shown = useRef(path)
  useEffect(() => {
    const link = LINKS.find(([to]) => to === path)
    // Pages that no link leads to name themselves, by what they show.
    if (link !== undefined) document.title = `${link[1]} – antagon`
    // A new page is read from its beginning; the first one has the focus where the browser puts it.
    if (shown.current !== path) main.current?.focus()
    shown.current = path
  }, [path])
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href={PAGES.attack}>
          <img src={ICON} alt="" />
          antagon
        </a>
        <nav aria-label="Pages">
          <ul>
            {LINKS.map(([to, label]) => (
              <li key={to}>
                <a href={to} {...(isWithin(path, to) && { 'aria-current': 'page' as const })}>
                  {label}
                </a>
              </li>
            ))}
            <li>
              <a href="/docs/">API</a>
            </li>
          </ul>
        </nav>
      </header>
      <main id="main" tabIndex={-1} ref={main}>
        {keyNeeded ? <KeyForm /> : children}
      </main>
    </>
  )
}

function isWithin(path: string, page: string): boolean {
  return path === page || (page !== '/' && path.startsWith(`${page}/`))
}
