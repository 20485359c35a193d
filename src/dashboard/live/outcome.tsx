import { formatNumber } from '../../look/numbers.ts'
import type { Run } from './run.ts'

const OUTCOMES = {
  crossed: 'The boundary is crossed: the attack silences the cell',
  converged: 'The cell responds: nothing more can happen',
  exhausted: 'The iterations ran out, and the cell still responds',
} as const

/** What became of a descent that has ended, beside its random control. */
export function Outcome({ run: { job, result } }: { readonly run: Run }) {
  if (job?.status === 'cancelled') {
    return <p class="notice">The job was cancelled. What it had shown until then stays here.</p>
  }
  if (result === null) return null
  const { outcome, iterations, output, control, regime, escape: way } = result
  return (
    <div class={`notice ${outcome === 'crossed' ? 'warning' : 'good'}`}>
      <strong>{OUTCOMES[outcome]}</strong>
      <p class="numeric">
        Output {formatNumber(output.initial, 7)} → {formatNumber(output.final, 7)} in {iterations}{' '}
        {iterations === 1 ? 'iteration' : 'iterations'}. A random control that moves every ligand as far
        leaves {formatNumber(control.output)}, and the cell {control.responds ? 'responds' : 'is silent'}.
      </p>
      <p class="small">
        Regime: {regime.replaceAll('-', ' ')}; weak ligands leave the origin{' '}
        {way === 'finite'
          ? 'in finite time'
          : way === 'exponential'
            ? 'exponentially'
            : 'algebraically slowly'}
        .
      </p>
    </div>
  )
}
