import { text } from 'node:stream/consumers'
import { deserialize, serialize } from 'node:v8'
import { classifierAmong } from '../../src/jobs/classifier.ts'
import type { Kind, PartSetting } from '../../src/jobs/kind.ts'
import { kindFor } from '../../src/jobs/kinds.ts'
import { held, randomNetwork } from '../networks.ts'

/*
 * Runs the job whose spec comes on standard input, as a worker would but alone in a process, and writes by how many bytes
 * the process has grown at the most, and what the kind says.
 */

const CLASSIFIERS = [held('measured', randomNetwork([300]))]

/** All that a job's workers and its join do, its values and frames written down as they would be. */
function runWhole(kind: Kind, given: unknown, setting: PartSetting): void {
  if (kind.splits !== undefined) {
    const values = Array.from({ length: kind.parts(given) }, (_, part) =>
      serialize(kind.runPart(given, part, setting).value),
    )
    const joined = values.map((bytes): unknown => deserialize(bytes))
    JSON.stringify(kind.join(given, joined, setting).summary)
    return
  }
  const events = kind.run(given, { ...setting, resumeFrom: null })
  for (;;) {
    const { done, value } = events.next()
    if (done) {
      JSON.stringify(value.summary)
      return
    }
    if (value.type === 'safe-point') serialize(value.checkpoint())
    else JSON.stringify(value.data)
  }
}

const spec = JSON.parse(await text(process.stdin)) as { readonly kind: string }
const kind = kindFor(spec.kind, spec)
const heads = new Map(CLASSIFIERS.map(({ record }) => [record.name, record]))
const before = process.memoryUsage.rss()
runWhole(kind, spec, { seed: 1, shouldStop: () => false, classifier: classifierAmong(CLASSIFIERS) })
const measured = process.resourceUsage().maxRSS * 1024 - before
process.stdout.write(JSON.stringify({ measured, estimated: kind.memory(spec, heads) }))
