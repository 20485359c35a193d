import type { RobustnessMatrixShape } from '../../api/result-shapes.ts'
import { formatNumber } from '../../look/numbers.ts'

type Target = RobustnessMatrixShape['targets'][number]

/** What the entries of each target say together, beside how its landscape looks. */
export function MatrixFindings({ targets }: { readonly targets: readonly Target[] }) {
  return (
    <div class="stack">
      <h3>Findings</h3>
      <ul class="matrix-findings">
        {targets.map((target) => (
          <li key={target.label}>
            <strong>{target.label}</strong>{' '}
            <span class="small faint">
              ({target.inputs} {target.inputs === 1 ? 'input' : 'inputs'}; {portraitOf(target)})
            </span>
            {target.findings.length === 0 ? (
              <p>No attack was made.</p>
            ) : (
              <ul>
                {target.findings.map(({ code, message }) => (
                  <li key={code}>{message}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

const REGIMES = {
  'critical-point': 'a critical point at the floor',
  'no-critical-point': 'no critical point at the floor',
} as const

function portraitOf({ regime, steepening }: Target): string {
  return [
    regime === null ? 'nothing responds' : REGIMES[regime],
    ...(steepening === null ? [] : [`${formatNumber(steepening, 3)} times as steep at the boundary`]),
  ].join(', ')
}
