import { formatNumber } from '../../look/numbers.ts'
import type { CriticalPoints } from './curve.ts'

const DIGITS = 4

const PULL: Readonly<Record<CriticalPoints['pullAtOrigin'], string>> = {
  vanishes: 'weak ligands feel no pull',
  finite: 'weak ligands are pulled at once',
  diverges: 'the weaker the ligands, the harder they are pulled',
  none: 'nothing pulls weak ligands',
}

/** What was found between τ2 = 0 and τc, in words; `foldOf` is the output of the agonist alone where FC is shown. */
export function findingsOf(result: CriticalPoints, foldOf: number | null): readonly string[] {
  const value = (output: number) =>
    foldOf === null ? `T = ${formatNumber(output, DIGITS)}` : `FC = ${formatNumber(output / foldOf, DIGITS)}`
  const place = (bindingTime: number) => `${formatNumber(bindingTime, DIGITS)} s`
  const { stationary, inflections, strongest, pullAtOrigin, threshold } = result
  const points = (['minimum', 'maximum'] as const).flatMap((type) => {
    const found = stationary.filter((point) => point.type === type)
    if (found.length === 0) return type === 'minimum' ? ['no minimum'] : []
    return found.map(({ bindingTime, output }) => `${type} at τ2 = ${place(bindingTime)}, ${value(output)}`)
  })
  const regime = result.regime === 'critical-point' ? 'critical point' : 'no critical point'
  const silent = (output: number) => output <= threshold
  const decision = silent(result.agonist.output)
    ? 'the cell is silent without them, too'
    : silent(strongest.output)
      ? 'they silence the cell'
      : 'the cell still responds'
  return [
    ...points,
    inflections.length === 0 ? 'no inflection' : `inflection at ${inflections.map(place).join(' and ')}`,
    `regime: ${regime} (${PULL[pullAtOrigin]})`,
    `escape: ${result.escape}`,
    `strongest antagonists: τ2 = ${place(strongest.bindingTime)}, ${value(strongest.output)}; ${decision}`,
  ]
}
