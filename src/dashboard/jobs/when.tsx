import { ago, clockTime } from './times.ts'

/** How long ago something happened; the time itself stands in the element, and in its tooltip. */
export function Ago({ time, now }: { readonly time: string; readonly now: number }) {
  return (
    <time dateTime={time} title={clockTime(time)}>
      {ago(time, now)}
    </time>
  )
}

/** A time on the reader's clock. */
export function At({ time }: { readonly time: string }) {
  return <time dateTime={time}>{clockTime(time)}</time>
}
