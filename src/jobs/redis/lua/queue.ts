import { MOST_TURN } from '../priority.ts'

/*
 * Which of the queued jobs can begin, and whose turn it is. A job that needs a classifier waits while one that was
 * added before it makes that: then it is in the set `waiting`, and in `undealt` from when it can begin.
 */

export const QUEUE = `
-- Only a job that was added before can be waited for: so no two ever wait for each other.
local function canBegin(id)
  local number = tonumber(job(id, 'number')[1])
  for _, name in ipairs(redis.call('SMEMBERS', key('needs', id))) do
    if redis.call('EXISTS', key('classifier', name)) == 0 then
      local maker = redis.call('HGET', base .. ':making', name)
      if maker and tonumber(job(maker, 'number')[1]) < number then return false end
    end
  end
  return true
end

local function enqueue(id)
  local set = canBegin(id) and ':undealt' or ':waiting'
  redis.call('ZADD', base .. set, job(id, 'number')[1], id)
end

-- A classifier that jobs may have waited for is there, or will never be.
local function wake(name)
  for _, id in ipairs(redis.call('ZRANGE', key('needed', name), 0, -1)) do
    if redis.call('ZREM', base .. ':waiting', id) == 1 then enqueue(id) end
  end
end

local function leaveQueue(id)
  redis.call('ZREM', base .. ':undealt', id)
  redis.call('ZREM', base .. ':waiting', id)
end
`

/**
 * Start-time fair queueing: whoever was served long ago is not behind one who has queued much since. Each urgency has turns
 * of its own; were they shared, an owner whose urgent jobs move them on would put back whoever comes next among the others.
 */
export const TURNS = `
local turns = base .. ':turns'

local function turnOf(owner, urgency)
  if redis.call('ZCARD', key('status', 'queued')) == 0 then redis.call('UNLINK', turns) end
  local field = urgency .. (owner == '' and ' nobody' or ' of ' .. owner)
  local claimed, last = unpack(redis.call('HMGET', turns, urgency .. ' claimed', field))
  local turn = math.min(math.max(tonumber(claimed or 0), tonumber(last or 0)) + 1, ${MOST_TURN})
  redis.call('HSET', turns, field, turn)
  return turn
end

-- The turn of one that others have overtaken lies behind.
local function takeTurn(id)
  local urgency, turn = unpack(job(id, 'urgency', 'turn'))
  local field = urgency .. ' claimed'
  if tonumber(turn) > tonumber(redis.call('HGET', turns, field) or 0) then redis.call('HSET', turns, field, turn) end
end
`
