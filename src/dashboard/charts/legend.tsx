/** What a line, bar or marker of a chart stands for. */
export interface LegendEntry {
  readonly label: string
  readonly colour: string
  readonly mark: 'line' | 'dashed' | 'dotted' | 'box' | 'down' | 'up' | 'diamond' | 'circle'
}

const SHAPES = {
  line: <path d="M0 7H22" stroke-width="3" stroke="currentColor" />,
  dashed: <path d="M0 7H22" stroke-width="2.5" stroke="currentColor" stroke-dasharray="5 3" />,
  dotted: <path d="M0 7H22" stroke-width="2.5" stroke="currentColor" stroke-dasharray="2 4" />,
  box: <rect x="3" y="1" width="14" height="12" fill="currentColor" />,
  down: <path d="M5 2H17L11 13Z" fill="currentColor" />,
  up: <path d="M5 12H17L11 1Z" fill="currentColor" />,
  diamond: <path d="M11 1L17 7L11 13L5 7Z" fill="currentColor" />,
  circle: <circle cx="11" cy="7" r="5" fill="currentColor" />,
} as const

/** What the marks of a chart mean. */
export function Legend({ entries }: { readonly entries: readonly LegendEntry[] }) {
  return (
    <ul class="legend">
      {entries.map(({ label, colour, mark }) => (
        <li key={label}>
          <svg width="22" height="14" aria-hidden="true" style={{ color: colour }}>
            {SHAPES[mark]}
          </svg>
          {label}
        </li>
      ))}
    </ul>
  )
}
