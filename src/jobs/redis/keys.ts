/** Where a store lies in Redis, and where it tells what happens. */
export interface StoreKeys {
  /** What every key begins with; as a hash tag, it puts all of them into one slot of a cluster. */
  readonly base: string
  /** A channel: the id of each job whose log has grown, or that was removed. */
  readonly news: string
  /** A channel: the id of each job that was cancelled. */
  readonly cancelled: string
}

/** All that stores of different prefixes keep is apart. */
export function storeKeys(prefix: string): StoreKeys {
  const base = `{${prefix}}`
  return { base, news: `${base}:news`, cancelled: `${base}:cancelled` }
}
