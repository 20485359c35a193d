/** Whether the long checks (`test:faults`, `test:fuzz`, `test:load`, `test:image`, `test:cluster`) run in the shorter form that CI has time for. */
export const SHORT = process.env.SHORT === '1'
