import { benchCluster } from './cluster.ts'
import { benchDescent } from './descent.ts'
import { benchDigits } from './digits.ts'
import { benchGillespie } from './gillespie.ts'
import { benchPhaseDiagram } from './phase-diagram.ts'
import { benchStart } from './start.ts'
import { benchSteadyState } from './steady-state.ts'
import { benchStream } from './stream.ts'
import { benchUpload } from './upload.ts'

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  descent: benchDescent,
  stream: benchStream,
  start: benchStart,
  'steady-state': benchSteadyState,
  'phase-diagram': benchPhaseDiagram,
  gillespie: benchGillespie,
  digits: benchDigits,
  upload: benchUpload,
  cluster: benchCluster,
}

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS)
for (const name of chosen) {
  const part = PARTS[name]
  if (part === undefined)
    throw new Error(`there is no benchmark “${name}”; there is ${Object.keys(PARTS).join(', ')}`)
  await part()
}
