import { CLASSIFIERS } from './classifiers.ts'
import { JOBS, LOG } from './jobs.ts'
import { QUEUE, TURNS } from './queue.ts'
import { script } from './script.ts'
import { USAGE } from './usage.ts'

const SUBMISSION = `
local function submitted(unique, fingerprint)
  local id = unique ~= '' and redis.call('GET', key('submission', unique))
  if not id then return nil end
  if job(id, 'fingerprint')[1] ~= fingerprint then return {'conflict'} end
  return {'found', row(id)}
end
`

/** ARGV: an idempotency key and its fingerprint. */
export const FIND = script(
  [JOBS, SUBMISSION, `return submitted(ARGV[1], ARGV[2]) or {'absent'}`],
  'no-writes',
)

/**
 * ARGV: id, type, kind, seed, createdAt, owner, cost, urgency, traceparent, makes, spec, idempotency key, fingerprint,
 * most queued, limits in the order of QUOTAS, hour, day, needs.
 */
export const ADD = script([
  JOBS,
  LOG,
  QUEUE,
  TURNS,
  USAGE,
  CLASSIFIERS,
  SUBMISSION,
  `
local id, type, kind, seed, createdAt, owner, cost, urgency, traceparent, makes, spec, unique, fingerprint, mostQueued =
  unpack(ARGV, 1, 14)
local hour, day = ARGV[19], ARGV[20]

local earlier = submitted(unique, fingerprint)
if earlier then return earlier end
if redis.call('EXISTS', key('job', id)) == 1 then return {'exists'} end
if redis.call('ZCARD', key('status', 'queued')) >= tonumber(mostQueued) then return {'full'} end
if makes ~= '' and taken(makes) then return {'taken'} end
if owner ~= '' then
  local used = usageOf(owner, hour, day)
  if exceeds(used, {1, 1, tonumber(cost), #spec}, {unpack(ARGV, 15, 18)}) then return {'quota', asTexts(used)} end
  redis.call('HSET', key('usage', owner), 'hour', hour, 'jobs', used[1] + 1, 'day', day,
    'cost', string.format('%.17g', used[3] + tonumber(cost)))
  redis.call('SADD', key('unended', owner), id)
end

local turn = turnOf(owner, urgency)
local number = redis.call('INCR', base .. ':number')
redis.call('HSET', key('job', id), 'id', id, 'number', number, 'type', type, 'kind', kind, 'seed', seed, 'spec', spec,
  'owner', owner, 'cost', cost, 'urgency', urgency, 'turn', turn, 'traceparent', traceparent, 'makes', makes,
  'submission', unique, 'fingerprint', fingerprint, 'status', 'queued', 'fraction', 0,
  'message', '"waiting for a worker"', 'attempt', 0, 'seq', 0, 'frames', 0, 'frame', 0, 'bytes', 0,
  'createdAt', createdAt, 'startedAt', '', 'finishedAt', '', 'error', '')
for _, index in ipairs({base .. ':all', key('status', 'queued'), key('type', type), key('kind', kind)}) do
  redis.call('ZADD', index, number, id)
end
if owner ~= '' then redis.call('ZADD', key('owner', owner), number, id) end
if unique ~= '' then redis.call('SET', key('submission', unique), id) end
count('queued', kind, 1)
addBytes(id, #spec)
for i = 21, #ARGV do
  redis.call('SADD', key('needs', id), ARGV[i])
  redis.call('ZADD', key('needed', ARGV[i]), number, id)
end
if makes ~= '' then redis.call('HSET', base .. ':making', makes, id) end
enqueue(id)
logStatus(id)
return {'created', row(id)}
`,
])
