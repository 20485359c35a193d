import { useEffect, useRef } from 'preact/hooks'
import { request } from '../service/client.ts'
import { WhenLoaded } from './loading.tsx'
import { useLoaded } from './use-loaded.ts'

/** The figure that the service draws of a job's result. */
export function ResultFigure({ job, label }: { readonly job: string; readonly label: string }) {
  const [svg, again] = useLoaded(job, async (signal) => {
    const answer = await request(`/v1/jobs/${job}/result`, { accept: 'image/svg+xml', signal })
    return answer.text()
  })
  return (
    <WhenLoaded loaded={svg} what="the figure" again={again}>
      {(text) => <Svg text={text} label={label} />}
    </WhenLoaded>
  )
}

/** A drawing of the service's own in the page, where it follows the theme. On narrow pages it scrolls sideways. */
function Svg({ text, label }: { readonly text: string; readonly label: string }) {
  const holder = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const drawing = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement
    holder.current?.replaceChildren(document.importNode(drawing, true))
  }, [text])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="figure scroll" aria-label={label} tabIndex={0} ref={holder} />
  )
}
