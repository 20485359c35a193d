import { script } from './script.ts'

/*
 * Values that may be large: a result with its arrays, the weights of a classifier, and a job's work (its checkpoint and
 * the parts that are done). A family of one name is a hash of those that are kept in Redis and a hash of the names of
 * those that are kept elsewhere. Names that nothing leads to (yet) are in the sorted set `loose`, by when they were
 * made, or 0 when they are to be deleted: so nothing that is kept elsewhere can be forgotten there.
 */

export const VALUES = `
-- Whether a value that was put elsewhere has been cleared away, since it took so long until it came here.
local function lost(how, name)
  if how ~= 'elsewhere' then return false end
  local since = redis.call('ZSCORE', base .. ':loose', name)
  return not since or tonumber(since) == 0
end

-- Keeps a value in place of the one before.
local function keep(family, name, field, how, value)
  local inside, outside = key(family, name), key(family .. '-elsewhere', name)
  local old = redis.call('HGET', outside, field)
  if old then
    redis.call('ZADD', base .. ':loose', 0, old)
    redis.call('HDEL', outside, field)
  end
  if how == 'elsewhere' then
    redis.call('ZREM', base .. ':loose', value)
    redis.call('HDEL', inside, field)
    redis.call('HSET', outside, field, value)
  else
    redis.call('HSET', inside, field, value)
  end
end

-- Forgets all values of a family that belong to a name.
local function drop(family, name)
  local outside = key(family .. '-elsewhere', name)
  for _, loose in ipairs(redis.call('HVALS', outside)) do redis.call('ZADD', base .. ':loose', 0, loose) end
  redis.call('UNLINK', key(family, name), outside)
end
`

/** ARGV: made before (ms since 1970), at most so many. Names to be deleted, which nothing can lead to any more. */
export const TAKE_LOOSE = script(
  [
    `
local names = redis.call('ZRANGEBYSCORE', KEYS[1] .. ':loose', '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
for _, name in ipairs(names) do redis.call('ZADD', KEYS[1] .. ':loose', 0, name) end
return names
`,
  ],
  'allow-oom',
)
