/** With what tests open pools, but for their size. */
export const POOL_OPTIONS = {
  patience: 300_000,
  heap: 1024,
  log: { info: () => undefined, error: () => undefined },
}
