import { useState } from 'preact/hooks'
import { useQuery } from './use-query.ts'

/**
 * What is typed in fields whose values stand in the page's address, each under its name; what is not there has its
 * default. A field that has been emptied stays empty, though the address then says nothing of it.
 */
export function useTexts<Name extends string>(
  defaults: Readonly<Record<Name, string>>,
): [texts: Readonly<Record<Name, string>>, set: (name: Name, text: string) => void] {
  const [query, change] = useQuery()
  const [emptied, setEmptied] = useState<readonly string[]>([])
  const names = Object.keys(defaults) as Name[]
  const texts = Object.fromEntries(
    names.map((name) => [name, query[name] ?? (emptied.includes(name) ? '' : defaults[name])]),
  ) as Record<Name, string>
  return [
    texts,
    (name, text) => {
      setEmptied((before) => [...before.filter((other) => other !== name), ...(text === '' ? [name] : [])])
      change({ [name]: text })
    },
  ]
}
