/** The entries of a list in the page's address, where `separator` stands in none of them. */
export function listOf(text: string | undefined, separator = ','): string[] {
  return (text ?? '').split(separator).filter((entry) => entry !== '')
}

/** Numbers as people type several of them; what is no number becomes NaN, which the service refuses. */
export function numbersOf(text: string): number[] {
  return text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number)
}
