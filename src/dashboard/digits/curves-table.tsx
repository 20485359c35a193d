import { formatNumber } from '../../look/numbers.ts'
import { ScrollBox } from '../ui/scroll-box.tsx'
import type { Curve } from './curves.ts'

/** The numbers of the chart. */
export function CurvesTable({ curves, unit }: { readonly curves: readonly Curve[]; readonly unit: string }) {
  const sizes = [...new Set(curves.flatMap(({ epsilon }) => epsilon))].sort((a, b) => a - b)
  return (
    <ScrollBox label="Accuracies by classifier and size">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">classifier</th>
            <th scope="col">accuracy</th>
            {sizes.map((size) => (
              <th scope="col" class="number" key={size}>
                {formatNumber(size)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{curves.flatMap((curve) => rowsOf(curve, sizes))}</tbody>
      </table>
      <p class="small faint">
        Columns: size ε ({unit}). What is certified is a lower bound: certified ≤ true accuracy ≤ attacked.
      </p>
    </ScrollBox>
  )
}

function rowsOf(curve: Curve, sizes: readonly number[]) {
  const { classifier, complete, images, epsilon } = curve
  const rows = [
    [complete ? 'attacked' : `attacked, first ${images} images`, curve.attacked],
    ['certified', curve.certified],
    ['under noise', curve.control],
  ] as const
  return rows.flatMap(([what, values]) =>
    values === null
      ? []
      : [
          <tr key={`${classifier} ${what}`}>
            <th scope="row">{classifier}</th>
            <td>{what}</td>
            {sizes.map((size) => {
              const value = values[epsilon.indexOf(size)]
              return (
                <td class="number" key={size}>
                  {value === undefined ? '–' : value.toFixed(3)}
                </td>
              )
            })}
          </tr>,
        ],
  )
}
