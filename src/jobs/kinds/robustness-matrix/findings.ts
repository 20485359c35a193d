import type { ConvexNorm, Norm } from '../../../core/attacks/norms.ts'
import type { Regime } from '../../../core/cells/regime.ts'
import type { MatrixRow } from './attacks.ts'
import type { MatrixEntry } from './entries.ts'
import type { Portrait } from './portraits.ts'

/** Something that the entries of a target tell together. */
export interface Finding {
  readonly code: (typeof FINDINGS)[number]
  readonly message: string
}

/** What there is to find, in the order of a list of findings. */
export const FINDINGS = [
  'silent-before',
  'gradient-free-attack-is-stronger',
  'random-noise-is-stronger',
  'many-small-pushes',
  'few-large-changes',
  'falls-in-l2',
  'stands',
] as const

/** An attack works where at most this share of the inputs that responded before still does. */
const WORKS = 0.5

/** What findings look at of a row. */
type Row = Pick<MatrixRow, 'name' | 'norm' | 'followsGradients'>
type Made = Row & { readonly entry: MatrixEntry }

/** The norms in which attacks follow gradients. */
const STEPPED = ['linf', 'l2'] as const satisfies readonly ConvexNorm[]
const NORM_NAMES = { linf: 'L∞', l2: 'L2', l0: 'L0' } as const satisfies Record<Norm, string>

/**
 * What the entries of one target, one a row, say together: whether attacks by gradients can be trusted to judge it, and
 * which of the paper's two regimes it is in. Nothing where no attack was made. Source: arXiv:1807.04270, section V.
 */
export function findingsOf(
  rows: readonly Row[],
  entries: readonly (MatrixEntry | null)[],
  { regime }: Pick<Portrait, 'regime'>,
): Finding[] {
  const made = rows.flatMap(({ name, norm, followsGradients }, r) => {
    const entry = entries[r]
    return entry ? [{ name, norm, followsGradients, entry }] : []
  })
  if (made.length === 0) return []
  if (made.every(({ entry }) => entry.clean === 0)) {
    return [{ code: 'silent-before', message: 'responds to none of its inputs: there is nothing to attack' }]
  }
  return [...STEPPED.flatMap((norm) => misled(made, norm)), regimeOf(made, regime)]
}

/** Where attacks that follow gradients do less than others of the same norm and size. */
function misled(made: readonly Made[], norm: ConvexNorm): Finding[] {
  const alike = made.filter((attack) => attack.norm === norm)
  const following = alike.filter(({ followsGradients }) => followsGradients)
  if (following.length === 0) return []
  const reached = Math.min(...following.map(({ entry }) => entry.attacked))
  const others = alike.filter(({ followsGradients }) => !followsGradients)
  const stronger = others.filter(({ name, entry }) => name !== 'random' && entry.attacked < reached)
  const noise = Math.min(
    ...alike.map(({ entry }) => entry.control),
    ...others.filter(({ name }) => name === 'random').map(({ entry }) => entry.attacked),
  )
  const mislead = `the best attack by gradients in ${NORM_NAMES[norm]} ${reached.toFixed(3)}: gradients mislead here`
  return [
    ...stronger.map(({ name, entry }) => ({
      code: 'gradient-free-attack-is-stronger' as const,
      message: `${name} leaves a share of ${entry.attacked.toFixed(3)} responding, ${mislead}`,
    })),
    ...(noise < reached
      ? [
          {
            code: 'random-noise-is-stronger' as const,
            message: `random noise of the same size leaves a share of ${noise.toFixed(3)} responding, ${mislead}`,
          },
        ]
      : []),
  ]
}

/**
 * Which sort of attack works, and what the landscape has to do with it. In L∞ all coordinates move a little, in L0 few of
 * them far; in L2 an attack has the choice, so that it counts as the other sort only where those in L∞ do not work.
 */
function regimeOf(made: readonly Made[], regime: Regime | null): Finding {
  const tried = (norm: Norm) => made.some((attack) => attack.norm === norm)
  const works = (norm: Norm) =>
    made.some((attack) => attack.norm === norm && attack.entry.attacked <= WORKS * attack.entry.clean)
  const floor = floorOf(regime)
  if (works('linf')) {
    const sum = regime === 'no-critical-point' ? ', so that they all add up' : ''
    return { code: 'many-small-pushes', message: `falls to many small pushes (L∞)${floor}${sum}` }
  }
  const larger = (['l2', 'l0'] as const).filter(works).map((norm) => NORM_NAMES[norm])
  if (larger.length === 0)
    return { code: 'stands', message: `stands against all attacks of these sizes${floor}` }
  if (!tried('linf') && !works('l0'))
    return { code: 'falls-in-l2', message: `falls to attacks in L2${floor}` }
  const stands = tried('linf') ? 'stands against many small pushes (L∞), ' : ''
  const falls = `falls to larger changes of fewer coordinates (${larger.join(', ')})`
  return { code: 'few-large-changes', message: `${stands}${falls}${floor}` }
}

function floorOf(regime: Regime | null): string {
  if (regime === null) return ''
  return `; at the floor of its coordinates the gradient has ${regime === 'critical-point' ? 'a' : 'no'} critical point`
}
