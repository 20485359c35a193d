/** So few images that an epoch takes some 10 ms, and enough to learn from. */
export const DIGITS = { count: 300 }
export const LINEAR = { kind: 'linear', seed: 1, digits: DIGITS, epochs: 2 }
export const MLP = { kind: 'mlp', seed: 1, hidden: [4], digits: DIGITS }
export const MEMORY = { kind: 'memory', seed: 1, exponent: 3, memories: 6, digits: DIGITS, epochs: 2 }
export const MACHINE = { kind: 'pca-svm', seed: 1, digits: DIGITS }
