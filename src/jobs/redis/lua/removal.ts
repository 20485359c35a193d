import { ENDED } from './ends.ts'
import { JOBS } from './jobs.ts'
import { script } from './script.ts'
import { VALUES } from './values.ts'

const REMOVAL = `
local function removeJob(id)
  local number, status, type, kind, owner, bytes, submission =
    unpack(job(id, 'number', 'status', 'type', 'kind', 'owner', 'bytes', 'submission'))
  redis.call('ZREM', base .. ':ended', place(id))
  redis.call('DECRBY', base .. ':kept', bytes)
  for _, index in ipairs({base .. ':all', key('status', status), key('type', type), key('kind', kind)}) do
    redis.call('ZREM', index, id)
  end
  count(status, kind, -1)
  if owner ~= '' then redis.call('ZREM', key('owner', owner), id) end
  addOwned(owner, 0 - bytes)
  if submission ~= '' then redis.call('UNLINK', key('submission', submission)) end
  drop('result', id)
  redis.call('UNLINK', key('job', id), key('log', id), key('marks', id))
  tell(id)
end
`

/** ARGV: id. 1 when it was removed. */
export const REMOVE = script(
  [
    JOBS,
    VALUES,
    ENDED,
    REMOVAL,
    `
local status = job(ARGV[1], 'status')[1]
if not status or status == 'queued' or status == 'running' then return 0 end
removeJob(ARGV[1])
return 1
`,
  ],
  'allow-oom',
)

/** ARGV: at most so many; ended since (ms since 1970), most jobs, most bytes, or empty texts. Ids of what was removed. */
export const EXPIRE = script(
  [
    JOBS,
    VALUES,
    ENDED,
    REMOVAL,
    `
local atMost, since, mostJobs, mostBytes = unpack(ARGV)
local removed = {}
while #removed < tonumber(atMost) do
  local place, ended = unpack(redis.call('ZRANGE', base .. ':ended', 0, 0, 'WITHSCORES'))
  if not place then break end
  local tooOld = since ~= '' and tonumber(ended) < tonumber(since)
  local tooMany = mostJobs ~= '' and redis.call('ZCARD', base .. ':ended') > tonumber(mostJobs)
  local tooMuch = mostBytes ~= '' and tonumber(redis.call('GET', base .. ':kept')) > tonumber(mostBytes)
  if not (tooOld or tooMany or tooMuch) then break end
  local id = string.sub(place, 18)
  removeJob(id)
  removed[#removed + 1] = id
end
return removed
`,
  ],
  'allow-oom',
)
