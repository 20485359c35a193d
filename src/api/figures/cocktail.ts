import { COLOUR } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { CocktailShape } from '../result-shapes.ts'
import { certificateLabel, outputBars } from './output-bars.ts'
import { axisOf } from './plot/axes.ts'
import { barChart } from './plot/bar-chart.ts'
import { type Drawing, figure, headed, PANEL } from './plot/drawing.ts'
import { kindBySpan } from './plot/extent.ts'

/** More ligands do not fit on a page; the most frequent ones are shown. */
const MOST_LIGANDS = 24

/** A cocktail: how many ligands of each kind it has, and the output before and after beside its control. */
export function cocktailFigure(title: string, result: CocktailShape): string {
  const ligands = result.cocktail.toSorted((a, b) => b.quantity - a.quantity).slice(0, MOST_LIGANDS)
  const left = result.cocktail.length - ligands.length
  const notes = left === 0 ? [] : [`Not shown: ${left} further ligands of smaller quantities.`]
  return figure(title, [quantityPanel(ligands), outputPanel(result)], { notes })
}

function quantityPanel(ligands: CocktailShape['cocktail']): Drawing {
  const quantities = ligands.map(({ quantity }) => quantity)
  const kind = kindBySpan(2, quantities)
  return headed(
    'Cocktail',
    barChart(PANEL.triple.width, {
      x:
        kind === 'log'
          ? axisOf('quantity (ligands)', 'log', [quantities], 0.1)
          : axisOf('quantity (ligands)', 'linear', [[0, 1], quantities]),
      bars: ligands.map(({ name, bindingTime, quantity }) => ({
        label: `${name}, ${formatNumber(bindingTime, 3)} s`,
        value: quantity,
        colour: COLOUR.sky,
      })),
    }),
  )
}

function outputPanel({ output, control, certificate, threshold }: CocktailShape): Drawing {
  const bars = [
    { label: 'before', value: output.initial, colour: COLOUR.grey },
    { label: 'with the cocktail', value: output.attacked, colour: COLOUR.blue },
    { label: 'random control, mean', value: control.output, colour: COLOUR.orange },
    { label: 'random control, least', value: control.least, colour: COLOUR.purple },
    { label: certificateLabel(certificate), value: certificate.minimumOutput, colour: COLOUR.green },
  ]
  return headed('Output', outputBars(PANEL.triple.width, bars, threshold))
}
