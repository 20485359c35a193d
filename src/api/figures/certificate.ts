import { COLOUR } from '../../look/colours.ts'
import type { CertificateShape } from '../result-shapes.ts'
import { certificateLabel, outputBars } from './output-bars.ts'
import { figure, PANEL } from './plot/drawing.ts'

/** The output at the start, the least that is certified and the least that was reached. */
export function certificateFigure(title: string, result: CertificateShape): string {
  const bars = [
    { label: 'at the start', value: result.initial, colour: COLOUR.grey },
    { label: 'least found', value: result.reached.output, colour: COLOUR.blue },
    {
      label: certificateLabel(result),
      value: result.minimumOutput,
      colour: COLOUR.green,
    },
  ]
  return figure(title, [outputBars(PANEL.single.width, bars, result.threshold)])
}
