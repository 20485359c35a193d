import { axisOf } from './plot/axes.ts'
import { type Bar, barChart } from './plot/bar-chart.ts'
import type { Drawing } from './plot/drawing.ts'
import { kindBySpan } from './plot/extent.ts'
import { thresholdAt } from './plot/guides.ts'

/** Outputs beside the threshold, from 0 on, or on a logarithmic axis where they span decades. */
export function outputBars(width: number, bars: readonly Bar[], threshold: number): Drawing {
  const outputs = [...bars.map(({ value }) => value), threshold]
  const kind = kindBySpan(1.5, outputs)
  const most = Math.max(...outputs)
  return barChart(width, {
    x:
      kind === 'log'
        ? axisOf('output T', 'log', [outputs], 0.1)
        : axisOf('output T', 'linear', [outputs, [0, most + 0.06 * Math.abs(most)]]),
    bars,
    places: [thresholdAt(threshold)],
  })
}

/** Whether some attack attains a certificate, or it is a bound alone. */
export function certificateLabel({ exact }: { readonly exact: boolean }): string {
  return exact ? 'certificate, exact' : 'certificate, lower bound'
}
