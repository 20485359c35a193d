import { JOBS } from './jobs.ts'
import { script } from './script.ts'

/** ARGV: id. */
export const GET = script([JOBS, 'return row(ARGV[1])'], 'no-writes')

/**
 * ARGV: owner, type, kind and status or empty texts, before which number or an empty text, at most so many jobs, after
 * looking at so many. Where to go on, or an empty text after the last one; then of each job its number and its row.
 */
export const LIST = script(
  [
    JOBS,
    `
local wanted, index = {}, base .. ':all'
for i, field in ipairs({'owner', 'type', 'kind', 'status'}) do
  if ARGV[i] ~= '' then
    wanted[field] = ARGV[i]
    local narrower = key(field, ARGV[i])
    if redis.call('ZCARD', narrower) < redis.call('ZCARD', index) then index = narrower end
  end
end

local function fits(id)
  for field, value in pairs(wanted) do
    if job(id, field)[1] ~= value then return false end
  end
  return true
end

local before, most, atOnce = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])
local looked = redis.call('ZREVRANGEBYSCORE', index, before == '' and '+inf' or '(' .. before, '-inf',
  'WITHSCORES', 'LIMIT', 0, atOnce)
local found = {#looked < 2 * atOnce and '' or looked[#looked]}
for i = 1, #looked, 2 do
  if fits(looked[i]) then
    found[#found + 1] = {looked[i + 1], row(looked[i])}
    if #found > most then
      found[1] = looked[i + 1]
      break
    end
  end
end
return found
`,
  ],
  'no-writes',
)

/** ARGV: at most so many. Of each its id, kind, urgency and turn. */
export const UNDEALT = script(
  [
    JOBS,
    `
local found = {}
for i, id in ipairs(redis.call('ZRANGE', base .. ':undealt', 0, ARGV[1] - 1)) do
  found[i] = job(id, 'id', 'kind', 'urgency', 'turn')
end
return found
`,
  ],
  'no-writes',
)

/**
 * ARGV: id, after, limit, stride. Entries of the stream: all that are no frames, the frames whose seq the stride divides,
 * and the newest frame; each is looked up by its seq, and nothing else of the log is read.
 */
export const THINNED_LOG = script(
  [
    JOBS,
    `
local id, after, limit, stride = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local newest = tonumber(job(id, 'frame')[1] or 0)
local marks = redis.call('ZRANGEBYSCORE', key('marks', id), '(' .. after, '+inf', 'LIMIT', 0, limit)
local mark, frame = 1, (math.floor(after / stride) + 1) * stride
local entries = {}
while #entries < limit do
  -- Between the last multiple and the end there may be the newest one.
  local nextFrame = frame <= newest and frame or (newest > after and newest or math.huge)
  local nextMark = tonumber(marks[mark] or math.huge)
  local seq = math.min(nextFrame, nextMark)
  if seq == math.huge then break end
  entries[#entries + 1] = redis.call('XRANGE', key('log', id), seq, seq)[1]
  if seq == nextMark then mark = mark + 1 end
  if seq >= frame then frame = frame + stride end
  after = seq
end
return entries
`,
  ],
  'no-writes',
)
