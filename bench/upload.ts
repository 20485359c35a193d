import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { DOCUMENT_FORMAT } from '../src/api/schemas/classifier.ts'
import { readConfig } from '../src/config.ts'
import { randomStream } from '../src/core/numerics/random.ts'
import { startService } from '../src/service.ts'
import { median, report } from './statistics.ts'

const ROUNDS = 15
const WIDTHS = [784, 100, 2] as const

/** The upload of a classifier of 784 − 100 − 2, beside hashing the same bytes and writing them to a file that is synced, in turn. */
export async function benchUpload(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'antagon-bench-'))
  const config = readConfig({ PORT: '0', ANTAGON_WORKERS: '1', ANTAGON_DATA: join(folder, 'store') })
  const { url, close } = await startService(config, pino({ level: 'warn' }))
  try {
    const rounds: { upload: number; write: number }[] = []
    await upload(url, documentNamed('warm'))
    for (let round = 0; round < ROUNDS; round++) {
      const body = documentNamed(`round-${round}`)
      rounds.push({ upload: await upload(url, body), write: hashAndWrite(join(folder, 'plain'), body) })
    }
    report('upload of 784-100-2', {
      'upload ms': median(rounds.map(({ upload }) => upload)),
      'hash and write ms': median(rounds.map(({ write }) => write)),
      'upload/hash and write': median(rounds.map(({ upload, write }) => upload / write)),
    })
  } finally {
    await close()
    rmSync(folder, { recursive: true })
  }
}

/** Milliseconds. */
async function upload(url: string, body: string): Promise<number> {
  const began = performance.now()
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/v1/classifiers`, { method: 'POST', headers, body })
  await answer.text()
  if (answer.status !== 201) throw new Error(`the upload was answered with ${answer.status}`)
  return performance.now() - began
}

/** Milliseconds. */
function hashAndWrite(file: string, body: string): number {
  const began = performance.now()
  createHash('sha256').update(body).digest()
  writeFileSync(file, body, { flush: true })
  return performance.now() - began
}

function documentNamed(name: string): string {
  const random = randomStream(1, 0)
  const draw = (length: number) => Array.from({ length }, () => random.uniform() - 0.5)
  const layers = WIDTHS.slice(1).map((outputs, i) => ({
    weights: Array.from({ length: outputs }, () => draw(WIDTHS[i]!)),
    bias: draw(outputs),
    power: i + 2 < WIDTHS.length ? 1 : null,
  }))
  return JSON.stringify({
    format: DOCUMENT_FORMAT,
    name,
    labels: [3, 7],
    network: { hill: { n: 10, theta: 0.5 }, layers },
  })
}
