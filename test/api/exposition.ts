/** A metric as Prometheus' text format shows it. */
export interface Metric {
  readonly type: string
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = '([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\\\\n]|\\\\["\\\\n])*)"'
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*),?\\})? (\\S+)$`)
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
}

/** Reads Prometheus' text format (0.0.4), and throws for whatever it does not allow. */
export function parseExposition(text: string): Map<string, Metric> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const metrics = new Map<string, Metric & { samples: Sample[] }>()
  const seen = new Set<string>()
  let help: { name: string; text: string } | undefined
  let current: { name: string; type: string } | undefined
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [, keyword, name, rest] = new RegExp(`^# (HELP|TYPE) (${NAME}) (.*)$`).exec(line) ?? []
    if (keyword === 'HELP') {
      if (metrics.has(name!)) throw new Error(`${name} comes in two places`)
      help = { name: name!, text: rest! }
    } else if (keyword === 'TYPE') {
      if (help?.name !== name || SUFFIXES[rest!] === undefined) throw new Error(`misplaced: ${line}`)
      current = { name: name!, type: rest! }
      metrics.set(name!, { type: rest!, help: help!.text, samples: [] })
    } else {
      const sample = parseSample(line)
      const suffix = SUFFIXES[current?.type ?? '']?.find((end) => sample.name === current!.name + end)
      if (suffix === undefined) throw new Error(`${line} does not belong to ${current?.name}`)
      const identity = line.slice(0, line.lastIndexOf(' '))
      if (seen.has(identity)) throw new Error(`${identity} comes twice`)
      seen.add(identity)
      metrics.get(current!.name)!.samples.push(sample)
    }
  }
  return metrics
}

function parseSample(line: string): Sample {
  const found = SAMPLE.exec(line)
  if (found === null) throw new Error(`no sample: ${line}`)
  const labels = Array.from((found[2] ?? '').matchAll(new RegExp(LABEL, 'g')), ([, name, value]) => [
    name,
    value,
  ])
  const text = found.at(-1)!
  const value = text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text)
  if (Number.isNaN(value) && !/^nan$/i.test(text)) throw new Error(`no number: ${line}`)
  return { name: found[1]!, labels: Object.fromEntries(labels), value }
}
