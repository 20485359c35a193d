/** The entries of a list in the page's address. */
export function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((entry) => entry !== '')
}

/** Numbers as people type several of them; what is no number becomes NaN, which the service refuses. */
export function numbersOf(text: string): number[] {
  return text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number)
}
