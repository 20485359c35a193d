export type Cell = string | number | boolean | null | undefined

/** RFC 4180; what is null or undefined becomes an empty field. */
export function csv(head: readonly string[], rows: Iterable<readonly Cell[]>): string {
  let text = ''
  for (const row of [head, ...rows]) text += `${row.map(cell).join(',')}\r\n`
  return text
}

function cell(value: Cell): string {
  if (value === null || value === undefined) return ''
  const written = String(value)
  return /[",\r\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written
}
