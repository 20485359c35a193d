/** A ready-made spec: post `body` to `path` as it is. */
export interface Preset {
  readonly name: string
  /** Presets of one group make one figure or table. */
  readonly group: string
  readonly title: string
  readonly description: string
  readonly source: string
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

/** Seed of all presets. */
export const PRESET_SEED = 7

/** An adaptive-proofreading cell as a spec names it. */
export const idealCell = (N: number, m: number, criticalBindingTime: number) => ({
  model: 'adaptive-proofreading',
  parameters: { N, m, criticalBindingTime },
})

/** All (N, m) with 0 ≤ m < N ≤ 5, as in the paper's tables. */
export const TABLE_STEPS = [1, 2, 3, 4, 5].flatMap((N) => Array.from({ length: N }, (_, m) => ({ N, m })))
