import type { Chance } from './chance.ts'
import { hostileKey, hostileValue, Verbatim } from './hostile-values.ts'

/** An object as its fields come, so that names may be repeated and `__proto__` is one of them. */
export class Fields {
  readonly entries: [string, unknown][]

  constructor(entries: [string, unknown][]) {
    this.entries = entries
  }
}

/** A copy in which every object is `Fields`. */
function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened)
  if (typeof value !== 'object' || value === null || value instanceof Verbatim) return value
  return new Fields(Object.entries(value).map(([key, inner]) => [key, opened(inner)]))
}

/** The JSON text of a mutated value. */
export function textOf(value: unknown): string {
  if (value instanceof Verbatim) return value.text
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`
  if (value instanceof Fields) {
    return `{${value.entries.map(([key, inner]) => `${JSON.stringify(key)}:${textOf(inner)}`).join(',')}}`
  }
  if (typeof value === 'object' && value !== null) return textOf(opened(value))
  return JSON.stringify(value)
}

/** A body with some of its values replaced, removed, repeated or added to. */
export function mutated(body: unknown, chance: Chance): unknown {
  const copy: unknown = opened(body)
  const times = chance.pick([1, 1, 1, 2, 4])
  for (let i = 0; i < times; i++) mutateInPlace(copy, chance)
  return chance.happens(0.03) ? hostileValue(chance) : copy
}

type Container = unknown[] | Fields

function mutateInPlace(root: unknown, chance: Chance): void {
  const containers = [...containersOf(root)]
  if (containers.length === 0) return
  const container = chance.pick(containers)
  if (Array.isArray(container)) mutateList(container, chance)
  else mutateFields(container, chance)
}

function* containersOf(value: unknown): Generator<Container> {
  if (Array.isArray(value)) {
    yield value
    for (const inner of value.slice(0, 20)) yield* containersOf(inner)
  } else if (value instanceof Fields) {
    yield value
    for (const [, inner] of value.entries) yield* containersOf(inner)
  }
}

function mutateList(list: unknown[], chance: Chance): void {
  const at = chance.below(list.length)
  const mutations = [
    () => list.splice(at, 1),
    () => list.splice(at, 1, altered(list[at], chance)),
    () => list.push(list[at]),
    () => list.push(...repeated(list[at])),
    () => list.splice(0),
  ]
  chance.pick(mutations)()
}

/** Many of them; fewer of what may itself hold many, since mutations add up. */
function repeated(value: unknown): unknown[] {
  return Array.from({ length: typeof value === 'object' ? 10 : 3000 }, () => value ?? null)
}

function mutateFields({ entries }: Fields, chance: Chance): void {
  const at = chance.below(entries.length)
  const entry = entries[at]
  if (entry === undefined || chance.happens(0.1)) {
    entries.push([hostileKey(chance), hostileValue(chance)])
    return
  }
  // Values are changed most often: what is missing or unknown is refused by the schema alone.
  if (chance.happens(0.75)) entry[1] = altered(entry[1], chance)
  else if (chance.happens(0.4)) entries.splice(at, 1)
  else if (chance.happens(0.5)) entries.push([entry[0], altered(entry[1], chance)])
  else entry[0] = hostileKey(chance)
}

/** Close to the value, so that it may well pass its schema, or nothing like it. */
function altered(value: unknown, chance: Chance): unknown {
  if (typeof value !== 'number' || chance.happens(0.4)) return hostileValue(chance)
  const near = [-value, value + 1, value - 1, value / 2, value * 10, value * 1e6, value / 1e6, value + 0.5, 0]
  return chance.pick([...near, String(value), [value]])
}
