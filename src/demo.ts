import { pino } from 'pino'
import { readConfig } from './config.ts'
import { IN_MEMORY } from './jobs/open-database.ts'
import { CRITICAL_BINDING_TIME, PUBLISHED_STEPS } from './presets/published-population.ts'
import { startService } from './service.ts'

/** Blocks of eight heights, for histograms in text. */
const BLOCKS = ' ▁▂▃▄▅▆▇█'

interface Frame {
  readonly iteration: number
  readonly output: number
  readonly counts: readonly number[]
}

interface Preset {
  readonly title: string
  readonly path: string
  readonly body: object
}

interface Result {
  readonly outcome: string
  readonly iterations: number
  readonly output: { readonly initial: number; readonly final: number }
  readonly certificate: { readonly minimumOutput: number; readonly crossable: boolean }
  readonly control: { readonly output: number }
  readonly histogram: { readonly counts: readonly number[]; readonly binWidth: number }
}

/** Does the service's main job once, as any client would: over HTTP and a WebSocket. */
async function demo(): Promise<void> {
  // The defaults, whatever the environment says: the demo shows the service as it comes.
  const config = readConfig({ PORT: '0', ANTAGON_DATA: IN_MEMORY })
  const service = await startService(config, pino({ level: 'warn' }))
  const { url } = service
  print(`antagon listens on ${url}\n`)
  print(
    'Gradient descent on 77 000 ligands facing a cell: 30 000 agonists just above the critical binding time,',
  )
  print('6 000 antagonists below it, 41 000 self ligands. The cell responds while its output T is above 1.\n')
  try {
    const rows: string[][] = []
    for (const { N, m, published } of PUBLISHED_STEPS) {
      const result = await runPreset(url, `population-${N}-${m}`, `(${N}, ${m})`)
      rows.push([`(${N}, ${m})`, ...columnsOf(result), published])
    }
    print('')
    printTable(
      [
        '(N, m)',
        'outcome',
        'iterations',
        'T before',
        'T after',
        'least T',
        'random T',
        'free ligands at',
        'the published figure shows',
      ],
      rows,
    )
    print('\nleast T: the certificate, below which no attack on these ligands can go (binned output).')
    print('random T: the control, every ligand moved as far, but up or down by a coin.')
  } finally {
    await service.close()
  }
}

/** Submits a preset, follows it, and returns its result. */
async function runPreset(url: string, name: string, label: string): Promise<Result> {
  const preset = (await read(`${url}/v1/presets/${name}`)) as Preset
  const response = await fetch(url + preset.path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(preset.body),
  })
  const job = (await response.json()) as { links: { stream: string; result: string } }
  if (!response.ok) throw new Error(`${name} was refused: ${JSON.stringify(job)}`)
  await follow(url.replace('http', 'ws') + job.links.stream, label)
  return (await read(url + job.links.result)) as Result
}

/** Frames a second: as many as an eye can follow, or as a log should hold. */
const FRAME_RATE = process.stdout.isTTY ? 30 : 2

/** Shows frames as they come until the job has ended. */
function follow(stream: string, label: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = new WebSocket(`${stream}?rate=${FRAME_RATE}`, ['antagon.v1.json'])
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data as string) as { type: string; data?: Frame; status?: string }
    if (message.type === 'frame') showProgress(label, message.data!)
    if (message.type === 'end' && message.status !== 'succeeded')
      reject(new Error(`${label} ${message.status}`))
  }
  socket.onerror = () => reject(new Error(`the stream ${stream} failed`))
  socket.onclose = ({ code, reason }) => {
    if (process.stdout.isTTY) process.stdout.write('\n')
    if (code === 1000) resolve()
    else reject(new Error(`the stream closed with ${code}: ${reason}`))
  }
  return promise
}

/** One line, rewritten in place on a terminal and printed anew elsewhere. */
function showProgress(label: string, { iteration, output, counts }: Frame): void {
  const line = `${label}  iteration ${String(iteration).padStart(7)}  T ${output.toFixed(5)} ${output > 1 ? '> 1' : '≤ 1'}  │${bars(counts)}│`
  process.stdout.write(process.stdout.isTTY ? `\r\u001b[2K${line}` : `${line}\n`)
}

/** A histogram, a character a bin, heights as the square root of the count so that few ligands still show. */
function bars(counts: readonly number[]): string {
  const most = Math.sqrt(Math.max(...counts))
  return counts
    .map((count) => BLOCKS[count === 0 ? 0 : Math.max(1, Math.round((8 * Math.sqrt(count)) / most))])
    .join('')
}

function columnsOf({ outcome, iterations, output, certificate, control, histogram }: Result): string[] {
  const free = histogram.counts.slice(0, Math.round(CRITICAL_BINDING_TIME / histogram.binWidth))
  const peak = (free.indexOf(Math.max(...free)) + 0.5) * histogram.binWidth
  return [
    outcome,
    String(iterations),
    output.initial.toFixed(5),
    output.final.toFixed(5),
    `${certificate.minimumOutput.toFixed(4)}${certificate.crossable ? '' : ' > 1: safe'}`,
    control.output.toFixed(4),
    `${peak.toFixed(1)} s of ${CRITICAL_BINDING_TIME} s`,
  ]
}

function printTable(head: string[], rows: string[][]): void {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)))
  const lineOf = (row: string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd()
  print(lineOf(head))
  print(widths.map((width) => '─'.repeat(width)).join('  '))
  for (const row of rows) print(lineOf(row))
}

async function read(address: string): Promise<unknown> {
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

await demo()
