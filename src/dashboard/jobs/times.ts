import type { Job } from '../service/client.ts'

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

const RELATIVE = new Intl.RelativeTimeFormat('en-GB', { numeric: 'always' })

/** How long before `now` (ms) something happened: “3 minutes ago”. */
export function ago(time: string, now: number): string {
  const passed = now - Date.parse(time)
  for (const [unit, size] of UNITS) {
    if (passed >= size) return RELATIVE.format(-Math.floor(passed / size), unit)
  }
  // The clocks of a browser and of a service differ by a little, and nobody counts seconds here.
  return 'just now'
}

const ABSOLUTE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** A time on the clock of who reads it: “25 Nov 2026, 02:27:55”. */
export function clockTime(time: string): string {
  return ABSOLUTE.format(new Date(time))
}

/** A span of time for people: “420 ms”, “7.5 s”, “3 min 4 s”, “2 h 5 min”. */
export function duration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds)
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${Number((ms / 1000).toFixed(1))} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** How long a job has run, or did; null for one that was never taken up. */
export function runTime({ startedAt, finishedAt }: Pick<Job, 'startedAt' | 'finishedAt'>, now: number) {
  if (startedAt === null) return null
  return duration((finishedAt === null ? now : Date.parse(finishedAt)) - Date.parse(startedAt))
}
