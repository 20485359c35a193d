import { JOBS } from './jobs.ts'
import { script } from './script.ts'
import { USAGE } from './usage.ts'
import { VALUES } from './values.ts'

/*
 * Classifiers: a hash each, and a sorted set of their names. `making` has the job that makes each that is not there yet,
 * `needed:<name>` the jobs that have not ended and need it.
 */

export const CLASSIFIERS = `
local function taken(name)
  return redis.call('EXISTS', key('classifier', name)) == 1 or redis.call('HEXISTS', base .. ':making', name) == 1
end

local function addClassifier(name, record, owner, bytes)
  redis.call('HSET', key('classifier', name), 'record', record, 'owner', owner, 'bytes', bytes)
  redis.call('ZADD', base .. ':classifiers', 0, name)
  addOwned(owner, bytes)
end
`

/** ARGV: name, record, owner, bytes, hour, day, limits in the order of QUOTAS, how its weights are kept, and those. */
export const ADD_CLASSIFIER = script([
  JOBS,
  USAGE,
  VALUES,
  CLASSIFIERS,
  `
local name, record, owner, bytes, hour, day = unpack(ARGV, 1, 6)
local how, weights = ARGV[11], ARGV[12]
if taken(name) then return {'taken'} end
if owner ~= '' then
  local used = usageOf(owner, hour, day)
  if exceeds(used, {0, 0, 0, tonumber(bytes)}, {unpack(ARGV, 7, 10)}) then return {'quota', asTexts(used)} end
end
if lost(how, weights) then return {'lost'} end
keep('weights', name, 'weights', how, weights)
addClassifier(name, record, owner, bytes)
return {'added'}
`,
])

/** ARGV: name. */
export const REMOVE_CLASSIFIER = script(
  [
    JOBS,
    VALUES,
    `
local name = ARGV[1]
if redis.call('EXISTS', key('needed', name)) == 1 then return {'in-use'} end
local owner, bytes = unpack(redis.call('HMGET', key('classifier', name), 'owner', 'bytes'))
if not owner then return {'absent'} end
addOwned(owner, 0 - bytes)
drop('weights', name)
redis.call('ZREM', base .. ':classifiers', name)
redis.call('UNLINK', key('classifier', name))
return {'removed'}
`,
  ],
  'allow-oom',
)

/** The records of all of them, by name. */
export const LIST_CLASSIFIERS = script(
  [
    JOBS,
    `
local records = {}
for i, name in ipairs(redis.call('ZRANGE', base .. ':classifiers', 0, -1)) do
  records[i] = redis.call('HGET', key('classifier', name), 'record')
end
return records
`,
  ],
  'no-writes',
)

/** ARGV: a name, or nothing for all that are being made. Pairs of a name and the job that makes it. */
export const TRAININGS = script(
  [
    JOBS,
    `
local trainings = {}
for _, name in ipairs(ARGV[1] and {ARGV[1]} or redis.call('HKEYS', base .. ':making')) do
  local id = redis.call('HGET', base .. ':making', name)
  if id then trainings[#trainings + 1] = {name, row(id)} end
end
return trainings
`,
  ],
  'no-writes',
)
