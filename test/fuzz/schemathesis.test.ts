import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../process.ts'
import { SHORT } from '../short.ts'
import { SEED } from './chance.ts'
import { expectUnharmed, startTarget } from './part.ts'
import { installSchemathesis } from './python.ts'

const CONFIG = fileURLToPath(new URL('schemathesis.toml', import.meta.url))

/** Of each operation, for each phase that draws at random. */
const EXAMPLES = SHORT ? 4 : 60

const schemathesis = installSchemathesis()
if (typeof schemathesis !== 'string')
  process.stderr.write(`SKIPPED: the requests of schemathesis, for ${schemathesis.missing}\n`)

interface Run {
  readonly code: number | null
  readonly report: string
}

/** Runs it in a folder of its own, as it keeps notes where it is. */
function run(command: string, options: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, options, { cwd: temporaryFolder(), stdio: ['ignore', 'pipe', 'pipe'] })
    let report = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => {
        report += part
      })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, report }))
  })
}

describe.skipIf(typeof schemathesis !== 'string')('schemathesis', () => {
  test('finds no answer of any operation that departs from openapi.json', async () => {
    const target = await startTarget(false)
    const operations = Object.values(target.document.paths).flatMap((item) => Object.keys(item))
    // By its address, the document's own operation would be left out.
    const document = join(temporaryFolder(), 'openapi.json')
    writeFileSync(document, JSON.stringify(target.document))
    const { code, report } = await run(schemathesis as string, [
      ...['--config-file', CONFIG, 'run', document, '--url', target.service.url, '--no-color'],
      ...['--phases', 'coverage,fuzzing,stateful', '--seed', `${SEED}`, '--max-examples', `${EXAMPLES}`],
      // Each run is the same, whatever an earlier one has found.
      ...['--generation-database', 'none', '--continue-on-failure', '--request-timeout', '60'],
    ])
    if (code !== 0) throw new Error(`schemathesis ended with ${code}:\n${report}`)
    console.log(`schemathesis, seed ${SEED}:\n${report.slice(report.indexOf('= SUMMARY'))}`)
    expect(report).toMatch(new RegExp(`Tested: +${operations.length}\\b`))
    await expectUnharmed(target)
    await target.service.kill('SIGTERM')
  })
})
