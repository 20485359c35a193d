import { CLASSIFIERS } from './classifiers.ts'
import { JOBS, LOG } from './jobs.ts'
import { QUEUE } from './queue.ts'
import { script } from './script.ts'
import { VALUES } from './values.ts'

/** A place among the jobs that have ended: by when, then by which was added first. */
export const ENDED = `
local function place(id) return string.format('%016d ', job(id, 'number')[1]) .. id end
`

const END = `
local function endJob(id, status, now, ms)
  become(id, status)
  redis.call('HSET', key('job', id), 'finishedAt', now)
  if status == 'cancelled' then redis.call('HSET', key('job', id), 'message', '"cancelled"') end
  drop('work', id)
  leaveQueue(id)
  for _, name in ipairs(redis.call('SMEMBERS', key('needs', id))) do redis.call('ZREM', key('needed', name), id) end
  redis.call('UNLINK', key('parts', id), key('needs', id))
  local makes, owner = unpack(job(id, 'makes', 'owner'))
  if makes ~= '' then
    redis.call('HDEL', base .. ':making', makes)
    wake(makes)
  end
  if owner ~= '' then redis.call('SREM', key('unended', owner), id) end
  logStatus(id)
  logEntry(id, 'end', '{"status":"' .. status .. '"}')
  redis.call('ZADD', base .. ':ended', ms, place(id))
  redis.call('INCRBY', base .. ':kept', job(id, 'bytes')[1])
  -- Others may still run what nobody needs any more.
  if status ~= 'succeeded' then redis.call('PUBLISH', base .. ':cancelled', id) end
end
`

/**
 * ARGV: id, attempt, status, now, now in ms since 1970, message, error, record of the classifier that it made, bytes of
 * its weights, bytes of the result, how many frames the log is to have or an empty text; then of each value its family, its
 * field, how it is kept, and the value.
 */
export const FINISH = script([
  JOBS,
  LOG,
  QUEUE,
  VALUES,
  CLASSIFIERS,
  ENDED,
  END,
  `
local id, attempt, status, now, ms, message, failure, record, weightBytes, bytes, frames = unpack(ARGV, 1, 11)
if not holds(id, attempt) then return {'over'} end
if frames ~= '' and tonumber(job(id, 'frames')[1]) < tonumber(frames) then return {'over'} end
local makes, owner = unpack(job(id, 'makes', 'owner'))
if status == 'succeeded' then
  if record == '' and makes ~= '' then return {'made-nothing'} end
  if record ~= '' and makes == '' then return {'no-training'} end
  for i = 12, #ARGV, 4 do
    if lost(ARGV[i + 2], ARGV[i + 3]) then return {'lost'} end
  end
  for i = 12, #ARGV, 4 do
    keep(ARGV[i], ARGV[i] == 'weights' and makes or id, ARGV[i + 1], ARGV[i + 2], ARGV[i + 3])
  end
  if record ~= '' then addClassifier(makes, record, owner, weightBytes) end
  addBytes(id, bytes)
  redis.call('HSET', key('job', id), 'fraction', 1, 'message', message)
elseif status == 'failed' then
  redis.call('HSET', key('job', id), 'error', failure, 'message', '"failed"')
end
endJob(id, status, now, ms)
return {'done'}
`,
])

/** ARGV: id, now, now in ms since 1970. */
export const CANCEL = script(
  [
    JOBS,
    LOG,
    QUEUE,
    VALUES,
    ENDED,
    END,
    `
local id, now, ms = unpack(ARGV)
local status = job(id, 'status')[1]
if status ~= 'queued' and status ~= 'running' then return {'over'} end
endJob(id, 'cancelled', now, ms)
return {'done'}
`,
  ],
  'allow-oom',
)
