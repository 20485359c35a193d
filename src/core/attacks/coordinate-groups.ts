import type { Target } from '../target.ts'

/**
 * The coordinates of a target in groups of equal ones, which start at the same value within the same bounds and may
 * exchange their values: of each group only one needs to be looked at. In the order of label and value.
 */
export function coordinateGroups({ bounds, interchangeable }: Target, x: Float64Array): number[][] {
  const groups = new Map<string, number[]>()
  for (let i = 0; i < x.length; i++) {
    const key = `${interchangeable?.[i] ?? `#${i}`} ${x[i]} ${bounds.lower[i]} ${bounds.upper[i]}`
    const group = groups.get(key)
    if (group) group.push(i)
    else groups.set(key, [i])
  }
  const label = (group: number[]) => interchangeable?.[group[0]!] ?? 0
  return [...groups.values()].sort((a, b) => label(a) - label(b) || x[a[0]!]! - x[b[0]!]!)
}

/**
 * At most `most` groups that are not empty: half of them those whose slope promises most within their bounds, the
 * others evenly spaced through the order, which finds what has no slope where it stands.
 */
export function shortlist(
  groups: readonly number[][],
  target: Target,
  x: Float64Array,
  most: number,
): number[][] {
  const left = groups.filter((group) => group.length > 0)
  if (left.length <= most) return left
  const { lower, upper } = target.bounds
  const gradient = target.gradient(x)
  const promise = left.map((group) => {
    const i = group.at(-1)!
    const room = gradient[i]! > 0 ? x[i]! - lower[i]! : upper[i]! - x[i]!
    return room === 0 ? 0 : Math.abs(gradient[i]!) * room
  })
  const steepest = Array.from(left.keys())
    .sort((a, b) => promise[b]! - promise[a]!)
    .slice(0, Math.ceil(most / 2))
  const spaced = Array.from({ length: Math.floor(most / 2) }, (_, k) =>
    Math.round((k * (left.length - 1)) / Math.max(1, Math.floor(most / 2) - 1)),
  )
  return [...new Set([...steepest, ...spaced])].map((k) => left[k]!)
}
