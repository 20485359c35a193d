import { useEffect } from 'preact/hooks'

/** Names the document after what a page shows, where the page's own name does not say it. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} – antagon`
  }, [title])
}
