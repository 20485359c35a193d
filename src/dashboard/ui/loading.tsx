import type { ComponentChildren } from 'preact'
import { ErrorNotice } from './notice.tsx'
import type { Loaded } from './use-loaded.ts'

/** What is loaded, once it is; until then that it is on its way, or why not and how to try again. */
export function WhenLoaded<T>({
  loaded,
  what,
  again,
  children,
}: {
  readonly loaded: Loaded<T>
  /** What is waited for, in the middle of a sentence. */
  readonly what: string
  readonly again: () => void
  readonly children: (value: T) => ComponentChildren
}) {
  if (loaded.state === 'ready') return <>{children(loaded.value)}</>
  if (loaded.state === 'loading') {
    return (
      <p class="faint" role="status">
        Loading {what}…
      </p>
    )
  }
  return (
    <ErrorNotice error={loaded.error}>
      <div>
        <button type="button" onClick={again}>
          Try again
        </button>
      </div>
    </ErrorNotice>
  )
}
