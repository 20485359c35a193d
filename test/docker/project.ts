import { readFileSync } from 'node:fs'

/** The text of a file of the project. */
export function textOf(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
}

/** The value that the Dockerfile gives a variable. */
export function imageSetting(name: string): string | undefined {
  return new RegExp(`\\b${name}=(\\S+)`).exec(textOf('Dockerfile'))?.[1]
}

/** Those of some names that are no settings of the service. */
export function unknownSettings(names: readonly string[]): string[] {
  const known = textOf('src/config.ts')
  return names.filter((name) => !known.includes(`'${name}'`))
}
