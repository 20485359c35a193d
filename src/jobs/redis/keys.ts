/*
 * The keys of a store, each after its prefix. `<id>` is a job's, `<name>` a classifier's.
 *
 * job:<id> hash · log:<id> stream · marks:<id> sorted set, the seqs of what is no frame in it · parts:<id> hash, the
 * frames of the parts that are done · needs:<id> set of names · work:<id>, result:<id>, weights:<name> hashes of values,
 * and <the same>-elsewhere hashes of the names that large values have where they are kept · loose: see lua/values.ts
 *
 * all, status:<status>, owner:<owner>, type:<type>, kind:<kind>: sorted sets of ids, by the number of the job · ended:
 * sorted set, by when a job ended · undealt, waiting: see lua/queue.ts · unended:<owner> set of ids
 *
 * submission:<owner, line break, idempotency key> id · usage:<owner> hash · classifier:<name> hash · classifiers: sorted
 * set of names · needed:<name> sorted set of ids · making: hash of ids by name
 *
 * number: of the last job · census: hash of counts by state and kind · kept: bytes of all jobs that have ended · turns:
 * hash, see lua/queue.ts · format: of all this · probe: written to see whether that is possible
 */

/** Where a store lies in Redis, and where it tells what happens. */
export interface StoreKeys {
  /** What every key begins with; as a hash tag, it puts all of them into one slot of a cluster. */
  readonly base: string
  /** A channel: the id of each job whose log has grown, or that was removed. */
  readonly news: string
  /** A channel: the id of each job that was cancelled or has failed. */
  readonly cancelled: string
}

/** All that stores of different prefixes keep is apart. */
export function storeKeys(prefix: string): StoreKeys {
  const base = `{${prefix}}`
  return { base, news: `${base}:news`, cancelled: `${base}:cancelled` }
}
