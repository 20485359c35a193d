import { createHash } from 'node:crypto'

/** What Redis runs as one step, and by what it knows it again. */
export interface Script {
  readonly text: string
  readonly sha: string
}

/**
 * What Redis is told of a script before it begins; without either, a full Redis refuses it as a whole:
 * no-writes: it only reads · allow-oom: it is to run on a full Redis as well.
 */
type Flag = 'no-writes' | 'allow-oom'

/** A script of some pieces; its only key is the one that all others begin with. */
export function script(pieces: readonly string[], flag?: Flag): Script {
  const text = [`#!lua${flag === undefined ? '' : ` flags=${flag}`}`, ...pieces].join('\n')
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}
