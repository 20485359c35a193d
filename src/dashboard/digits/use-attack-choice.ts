import type { Method } from '../attack/attack-methods.ts'
import type { FieldTexts } from '../forms/schema.ts'
import { useQuery } from '../ui/use-query.ts'
import { type Norm, normOf } from './digit-methods.ts'

/** Under which names an attack stands in the page's address. */
interface Names {
  readonly kind: string
  readonly options: string
  /** What depends on the norm, and is forgotten when that changes. */
  readonly sizes: string
}

/** The attack that the page's address names, and how to choose another. */
export function useAttackChoice(methods: readonly Method[], byDefault: string, names: Names) {
  const [query, change] = useQuery()
  const wanted = query[names.kind] ?? byDefault
  const method = methods.find(({ kind }) => kind === wanted) ?? methods[0]!
  const options = readOptions(query[names.options])
  const norm: Norm = normOf(method, options)
  return {
    method,
    options,
    norm,
    onKind: (kind: string) => change({ [names.kind]: kind, [names.options]: null, [names.sizes]: null }),
    onOptions: (texts: FieldTexts) => {
      const typed = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))
      change({
        [names.options]: Object.keys(typed).length === 0 ? null : new URLSearchParams(typed).toString(),
        ...(normOf(method, texts) !== norm && { [names.sizes]: null }),
      })
    },
  }
}

function readOptions(text: string | undefined): FieldTexts {
  return Object.fromEntries(new URLSearchParams(text ?? ''))
}
