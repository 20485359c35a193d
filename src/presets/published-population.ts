/** Critical binding time of the published figures, in s. */
export const CRITICAL_BINDING_TIME = 3

/**
 * The population of the published descents (arXiv:1807.04270, figure 4 and its script): 77 000 ligands, of which
 * 30 000 agonists just above the critical binding time, 6 000 antagonists below it, and 41 000 self ligands.
 */
export const PUBLISHED_POPULATIONS = [
  {
    label: 'agonist',
    count: 30_000,
    bindingTime: { distribution: 'normal', mean: CRITICAL_BINDING_TIME + 1 / 3, sd: 0.01 },
  },
  {
    label: 'antagonist',
    count: 6000,
    bindingTime: { distribution: 'half-normal', sd: 1 / 3, offset: CRITICAL_BINDING_TIME, sign: -1 },
  },
  { label: 'self', count: 41_000, bindingTime: { distribution: 'half-normal', sd: 1 / 3 } },
] as const

/** The (N, m) that are run on it, and what the published figure shows of each, so far as its text puts it in words. */
export const PUBLISHED_STEPS = [
  { N: 2, m: 1, published: 'a few steps of many tiny pushes cross' },
  { N: 3, m: 1, published: 'a few steps of many tiny pushes cross' },
  { N: 4, m: 1, published: 'a few steps of many tiny pushes cross' },
  { N: 3, m: 2, published: 'tens of steps' },
  { N: 4, m: 3, published: 'between (3, 2) and (5, 4)' },
  { N: 5, m: 3, published: 'between (3, 2) and (5, 4)' },
  { N: 5, m: 4, published: 'ten thousand steps, one peak just below τc' },
] as const
