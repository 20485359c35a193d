import { readdirSync, readFileSync } from 'node:fs'

/** What the system says of a process. */
export interface ProcessFigures {
  /** Resident memory that is its own, MiB. */
  readonly memory: number
  /** Files, sockets and pipes that it holds open. */
  readonly handles: number
}

export function figuresOf(pid: number): ProcessFigures {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kibibytes = Number(/^RssAnon:\s*(\d+) kB$/m.exec(status)?.[1])
  return { memory: kibibytes / 1024, handles: readdirSync(`/proc/${pid}/fd`).length }
}

/** Takes the figures of a process every so many milliseconds until it is told to stop. */
export function watchProcess(pid: number, milliseconds = 250): { stop(): readonly ProcessFigures[] } {
  const samples = [figuresOf(pid)]
  const timer = setInterval(() => samples.push(figuresOf(pid)), milliseconds)
  return {
    stop() {
      clearInterval(timer)
      return samples
    },
  }
}

export function most(samples: readonly ProcessFigures[]): ProcessFigures {
  return {
    memory: Math.max(...samples.map(({ memory }) => memory)),
    handles: Math.max(...samples.map(({ handles }) => handles)),
  }
}

/** Prints one line of figures. */
export function report(what: string, figures: Readonly<Record<string, number | string>>): void {
  const shown = Object.entries(figures).map(([name, value]) => `${name} ${show(value)}`)
  process.stdout.write(`${what}: ${shown.join(', ')}\n`)
}

function show(value: number | string): string {
  return typeof value === 'string' ? value : String(Number(value.toPrecision(4)))
}
