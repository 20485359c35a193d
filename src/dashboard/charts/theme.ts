/** Colours of a chart that are not of data: they follow the page's theme. */
export interface ChartTheme {
  readonly ink: string
  readonly faint: string
  readonly grid: string
  readonly surface: string
}

const dark = matchMedia('(prefers-color-scheme: dark)')

/** The colours of the theme in force. */
export function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return { ink: read('--ink'), faint: read('--faint'), grid: read('--line'), surface: read('--surface') }
}

/** Calls back when the theme changes; returns how to stop. */
export function onThemeChange(listener: () => void): () => void {
  dark.addEventListener('change', listener)
  return () => dark.removeEventListener('change', listener)
}

/** Whether the person who looks wants nothing to move by itself. */
export function prefersStillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}
