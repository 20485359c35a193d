import { useState } from 'preact/hooks'
import type { RobustnessMatrixShape } from '../../api/result-shapes.ts'
import type { MatrixAttack } from '../../jobs/specs/robustness-matrix.ts'
import { viridis } from '../../look/colours.ts'
import { getJson, type Job } from '../service/client.ts'
import { Downloads } from '../ui/downloads.tsx'
import { JobView } from '../ui/job-panel.tsx'
import { WhenLoaded } from '../ui/loading.tsx'
import { ScrollBox } from '../ui/scroll-box.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import { useQuery } from '../ui/use-query.ts'
import { gradientOf } from './gradient.ts'
import {
  type Entries,
  type MatrixSpec,
  type MatrixTable as Table,
  tableOf,
  unfinishedTable,
  withEntry,
} from './matrix.ts'
import { MatrixDetail } from './matrix-detail.tsx'
import { MatrixFindings } from './matrix-findings.tsx'
import { MatrixTable } from './matrix-table.tsx'

/** A robustness matrix, entry by entry as its job finds them. */
export function MatrixJob({
  id,
  attacks,
  onEnd,
}: {
  readonly id: string
  /** Those that are made when a spec names none. */
  readonly attacks: readonly MatrixAttack[]
  readonly onEnd: () => void
}) {
  const [entries, setEntries] = useState<Entries>(new Map())
  const [job] = useLoaded(id, (signal) => getJson<Job>(`/v1/jobs/${encodeURIComponent(id)}`, signal))
  const spec = job.state === 'ready' ? (job.value.spec as unknown as MatrixSpec) : null
  return (
    <JobView
      id={id}
      onMessage={(message) => {
        if (message.type === 'end') onEnd()
        else setEntries((before) => withEntry(before, message))
      }}
      unfinished={spec && <ShownTable table={unfinishedTable(spec, attacks, entries)} running />}
    >
      {(ended) => <MatrixResult job={ended} />}
    </JobView>
  )
}

function MatrixResult({ job }: { readonly job: Job }) {
  const [result, again] = useLoaded(job.id, (signal) =>
    getJson<RobustnessMatrixShape>(`/v1/jobs/${encodeURIComponent(job.id)}/result`, signal),
  )
  return (
    <WhenLoaded loaded={result} what="the matrix" again={again}>
      {(value) => (
        <>
          <ShownTable table={tableOf(value)} running={false} />
          <MatrixFindings targets={value.targets} />
          <Downloads job={job} />
        </>
      )}
    </WhenLoaded>
  )
}

function ShownTable({ table, running }: { readonly table: Table; readonly running: boolean }) {
  const [query, change] = useQuery()
  const chosen = query.entry ?? null
  return (
    <>
      <div class="scale small">
        <span>none responds</span>
        <span class="ramp" aria-hidden="true" style={{ background: gradientOf(viridis()) }} />
        <span>all respond</span>
      </div>
      <ScrollBox label="Robustness matrix, attacks by targets">
        <MatrixTable
          table={table}
          running={running}
          chosen={chosen}
          onChosen={(place) => change({ entry: place })}
        />
      </ScrollBox>
      <p class="small faint">
        Share of the inputs that still respond after each attack. ≥: the part of which it is certified that no
        attack of this size silences them. Noise: random, of the same size. –: not made on such a target.
      </p>
      <MatrixDetail table={table} chosen={chosen} />
    </>
  )
}
