import { script } from './script.ts'

/*
 * One-use tickets: of each its holder, for as long as it is good, and of each holder those that may be unused, by when
 * they end (ms since the epoch).
 */

/** ARGV: ticket, holder, now, how long it is good (ms), how many of a holder may be unused. */
export const KEEP_TICKET = script([
  `
local ticket, holder, now, life, most = unpack(ARGV)
local held = KEYS[1] .. ':tickets:' .. holder
redis.call('ZREMRANGEBYSCORE', held, '-inf', now)
local unused = redis.call('ZCARD', held)
if unused >= tonumber(most) then return {'many', unused} end
redis.call('SET', KEYS[1] .. ':ticket:' .. ticket, holder, 'PX', life)
redis.call('ZADD', held, now + life, ticket)
redis.call('PEXPIRE', held, life)
return {'kept'}
`,
])

/** ARGV: ticket. */
export const TAKE_TICKET = script(
  [
    `
local holder = redis.call('GETDEL', KEYS[1] .. ':ticket:' .. ARGV[1])
if not holder then return {'unknown'} end
redis.call('ZREM', KEYS[1] .. ':tickets:' .. holder, ARGV[1])
return {'taken', holder}
`,
  ],
  'allow-oom',
)
