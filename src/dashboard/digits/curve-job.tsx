import { useEffect, useState } from 'preact/hooks'
import type { SizedDigitsShape } from '../../api/result-shapes.ts'
import { getJson, type Job } from '../service/client.ts'
import { JobView } from '../ui/job-panel.tsx'
import { WhenLoaded } from '../ui/loading.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import { type Curve, curveOf, partialCurve } from './curves.ts'
import type { DigitAttackSpec } from './digit-methods.ts'
import { NONE_SO_FAR, withMessage } from './right-so-far.ts'

/** One of the jobs behind the curves; what is known of its curve goes to the chart. */
export function CurveJob({
  id,
  name,
  onCurve,
  onEnd,
}: {
  readonly id: string
  readonly name: string
  readonly onCurve: (curve: Curve) => void
  readonly onEnd: () => void
}) {
  const [counts, setCounts] = useState(NONE_SO_FAR)
  const [spec] = useLoaded(id, async (signal) => {
    const job = await getJson<Job>(`/v1/jobs/${encodeURIComponent(id)}`, signal)
    return job.spec as unknown as DigitAttackSpec
  })
  useEffect(() => {
    const curve = spec.state === 'ready' ? partialCurve(spec.value, counts) : null
    if (curve !== null) onCurve(curve)
  }, [spec, counts])
  return (
    <li class="curve-job">
      <h3>{spec.state === 'ready' ? spec.value.target.classifier : name}</h3>
      <JobView
        id={id}
        onMessage={(message) => {
          if (message.type === 'end') onEnd()
          else setCounts((before) => withMessage(before, message))
        }}
      >
        {(job) => <Ended job={job} onCurve={onCurve} />}
      </JobView>
    </li>
  )
}

function Ended({ job, onCurve }: { readonly job: Job; readonly onCurve: (curve: Curve) => void }) {
  const [result, again] = useLoaded(job.id, (signal) =>
    getJson<SizedDigitsShape>(`/v1/jobs/${encodeURIComponent(job.id)}/result`, signal),
  )
  useEffect(() => {
    if (result.state === 'ready') onCurve(curveOf(job.spec as unknown as DigitAttackSpec, result.value))
  }, [result])
  return (
    <WhenLoaded loaded={result} what="the result" again={again}>
      {({ warnings }) =>
        warnings.length === 0 ? null : (
          <details class="notice warning small">
            <summary>
              {warnings.length === 1 ? 'A warning' : `${warnings.length} warnings`}: the network may be worse
              than it looks
            </summary>
            <ul>
              {warnings.map(({ message }) => (
                <li key={message}>{message}</li>
              ))}
            </ul>
          </details>
        )
      }
    </WhenLoaded>
  )
}
