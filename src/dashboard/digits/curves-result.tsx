import { useState } from 'preact/hooks'
import { CurveJob } from './curve-job.tsx'
import { type Curve, type Drawn, unitOf } from './curves.ts'
import { CurvesChart } from './curves-chart.tsx'
import { CurvesTable } from './curves-table.tsx'

/** The curves of some jobs, those that run as far as they are known. */
export function CurvesResult({
  ids,
  drawn,
  onEnd,
}: {
  readonly ids: readonly string[]
  readonly drawn: Drawn
  readonly onEnd: () => void
}) {
  const [known, setKnown] = useState<Readonly<Record<string, Curve>>>({})
  const curves = ids.flatMap((id) => known[id] ?? [])
  const take = (id: string, curve: Curve) =>
    // Of a job that has ended the frames may come later than its result.
    setKnown((before) => (before[id]?.complete && !curve.complete ? before : { ...before, [id]: curve }))
  const unit = unitOf(curves)
  const kinds = [...new Set(curves.map(({ kind }) => kind))]
  return (
    <div class="stack">
      <h2>Accuracy against ε{kinds.length > 0 && ` under ${kinds.join(', ')}`}</h2>
      {curves.length === 0 ? (
        <p class="faint">A line is drawn for each classifier as soon as its first images are attacked.</p>
      ) : (
        <>
          <CurvesChart curves={curves} drawn={drawn} unit={unit} />
          <CurvesTable curves={curves} unit={unit} />
        </>
      )}
      <ul class="curve-jobs" aria-label="Jobs behind the curves">
        {ids.map((id, i) => (
          <CurveJob
            key={id}
            id={id}
            name={`Job ${i + 1}`}
            onCurve={(curve) => take(id, curve)}
            onEnd={onEnd}
          />
        ))}
      </ul>
    </div>
  )
}
