import { JOB_FIELDS } from '../rows.ts'

/*
 * What scripts know of jobs. A job is a hash, whose optional fields are empty texts; its message is JSON. Its log is a
 * stream whose ids are `<seq>-0`, with the seqs of what is no frame in a sorted set beside it.
 */

export const JOBS = `
local base = KEYS[1]

local function key(family, name) return base .. ':' .. family .. ':' .. name end

local function job(id, ...) return redis.call('HMGET', key('job', id), ...) end

local function row(id) return job(id, ${JOB_FIELDS.map((field) => `'${field}'`).join(', ')}) end

local function tell(id) redis.call('PUBLISH', base .. ':news', id) end

-- Whether a job is running, and this is its attempt.
local function holds(id, attempt)
  local status, current = unpack(job(id, 'status', 'attempt'))
  return status == 'running' and current == attempt
end

-- To take bytes away, subtract them from 0: Redis does not read the number -0, which is what minus 0 would be.
local function addOwned(owner, bytes)
  if owner ~= '' then redis.call('HINCRBY', key('usage', owner), 'bytes', bytes) end
end

local function addBytes(id, bytes)
  redis.call('HINCRBY', key('job', id), 'bytes', bytes)
  addOwned(job(id, 'owner')[1], bytes)
end

local function count(status, kind, change)
  local field = status .. ' ' .. kind
  if redis.call('HINCRBY', base .. ':census', field, change) == 0 then
    redis.call('HDEL', base .. ':census', field)
  end
end

-- Puts a job into another state.
local function become(id, status)
  local from, kind, number = unpack(job(id, 'status', 'kind', 'number'))
  redis.call('ZREM', key('status', from), id)
  count(from, kind, -1)
  redis.call('HSET', key('job', id), 'status', status)
  redis.call('ZADD', key('status', status), number, id)
  count(status, kind, 1)
end
`

export const LOG = `
local function logEntry(id, type, body)
  local seq = redis.call('HINCRBY', key('job', id), 'seq', 1)
  redis.call('XADD', key('log', id), seq .. '-0', 't', type, 'a', job(id, 'attempt')[1], 'b', body)
  redis.call('ZADD', key('marks', id), seq, seq)
  addBytes(id, #body)
  tell(id)
end

local function logStatus(id)
  local status, fraction, message = unpack(job(id, 'status', 'fraction', 'message'))
  logEntry(id, 'status',
    '{"status":"' .. status .. '","progress":{"fraction":' .. fraction .. ',"message":' .. message .. '}}')
end

local function logFrames(id, attempt, bodies, fraction, message)
  redis.call('HSET', key('job', id), 'fraction', fraction, 'message', message)
  if #bodies == 0 then return end
  local seq, bytes = tonumber(job(id, 'seq')[1]), 0
  for _, body in ipairs(bodies) do
    seq = seq + 1
    bytes = bytes + #body
    redis.call('XADD', key('log', id), seq .. '-0', 't', 'frame', 'a', attempt, 'b', body)
  end
  redis.call('HSET', key('job', id), 'seq', seq, 'frame', seq)
  redis.call('HINCRBY', key('job', id), 'frames', #bodies)
  addBytes(id, bytes)
  tell(id)
end
`
