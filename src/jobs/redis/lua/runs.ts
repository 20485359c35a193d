import { JOBS, LOG } from './jobs.ts'
import { QUEUE, TURNS } from './queue.ts'
import { script } from './script.ts'
import { VALUES } from './values.ts'

/** ARGV: id, role, now, most running of its kind or an empty text. */
export const CLAIM = script([
  JOBS,
  LOG,
  QUEUE,
  TURNS,
  `
local id, role, now, mostRunning = unpack(ARGV)
local status, kind, startedAt = unpack(job(id, 'status', 'kind', 'startedAt'))
if status ~= 'queued' and status ~= 'running' then return {'gone'} end
if status == 'queued' then
  local running = tonumber(redis.call('HGET', base .. ':census', 'running ' .. kind) or 0)
  if mostRunning ~= '' and running >= tonumber(mostRunning) then return {'later'} end
  become(id, 'running')
  leaveQueue(id)
  takeTurn(id)
end
if status == 'queued' or role == 'whole' then
  redis.call('HINCRBY', key('job', id), 'attempt', 1)
  redis.call('HSET', key('job', id), 'message', '"running"', 'startedAt', startedAt == '' and now or startedAt)
  logStatus(id)
end
local frames, traceparent = unpack(job(id, 'frames', 'traceparent'))
return {'claimed', row(id), frames, traceparent, redis.call('HKEYS', key('parts', id)),
  redis.call('SMEMBERS', key('needs', id))}
`,
])

/** ARGV: id, attempt. */
export const RELEASE = script([
  JOBS,
  LOG,
  QUEUE,
  `
local id, attempt = unpack(ARGV)
if not holds(id, attempt) then return {'over'} end
become(id, 'queued')
redis.call('HSET', key('job', id), 'message', '"waiting to go on"')
enqueue(id)
logStatus(id)
return {'done'}
`,
])

/** ARGV: id, attempt, fraction, message, how many frames come before these or an empty text, frames. */
export const APPEND_FRAMES = script([
  JOBS,
  LOG,
  `
local id, attempt, fraction, message, from = unpack(ARGV, 1, 5)
if not holds(id, attempt) then return {'over'} end
local there = from == '' and 0 or tonumber(job(id, 'frames')[1]) - from
if there < 0 then return {'over'} end
local bodies = {}
for i = 6 + there, #ARGV do bodies[#bodies + 1] = ARGV[i] end
logFrames(id, attempt, bodies, fraction, message)
return {'done'}
`,
])

/** ARGV: id, attempt, how the checkpoint is kept, and that. */
export const SAVE_CHECKPOINT = script([
  JOBS,
  VALUES,
  `
local id, attempt, how, checkpoint = unpack(ARGV)
if not holds(id, attempt) then return {'over'} end
if lost(how, checkpoint) then return {'lost'} end
keep('work', id, 'checkpoint', how, checkpoint)
return {'done'}
`,
])

/** ARGV: id, attempt, part, how many there are, message, frame, how the value is kept, and that. */
export const SAVE_PART = script([
  JOBS,
  LOG,
  VALUES,
  `
local id, attempt, part, total, message, frame, how, value = unpack(ARGV)
if not holds(id, attempt) then return {'over'} end
if lost(how, value) then return {'lost'} end
local parts = key('parts', id)
if redis.call('HSETNX', parts, part, frame) == 0 then return {'done'} end
keep('work', id, 'part ' .. part, how, value)
-- Part p makes frame p: as many frames as the log holds, so many parts have theirs there.
local first, bodies = tonumber(job(id, 'frames')[1]), {}
while true do
  local body = redis.call('HGET', parts, first + #bodies)
  if not body then break end
  bodies[#bodies + 1] = body
end
logFrames(id, attempt, bodies, string.format('%.17g', redis.call('HLEN', parts) / total), message)
return {'done'}
`,
])
