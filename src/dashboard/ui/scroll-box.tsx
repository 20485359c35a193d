import type { ComponentChildren } from 'preact'

/** What may be wider than the page: it scrolls by itself, also by keyboard. */
export function ScrollBox({
  label,
  kind = '',
  children,
}: {
  readonly label: string
  /** A further class. */
  readonly kind?: string
  readonly children: ComponentChildren
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class={`scroll ${kind}`.trim()} tabIndex={0} aria-label={label}>
      {children}
    </section>
  )
}
