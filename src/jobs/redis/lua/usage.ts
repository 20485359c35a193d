import { JOBS } from './jobs.ts'
import { script } from './script.ts'

/*
 * What owners have used: a hash each, in which only the latest hour and day count, and a set of the jobs that have not
 * ended. Usage is in the order of QUOTAS.
 */

export const USAGE = `
local function usageOf(owner, hour, day)
  local usage = redis.call('HMGET', key('usage', owner), 'hour', 'jobs', 'day', 'cost', 'bytes')
  return {
    usage[1] == hour and tonumber(usage[2]) or 0,
    redis.call('SCARD', key('unended', owner)),
    usage[3] == day and tonumber(usage[4]) or 0,
    tonumber(usage[5] or 0),
  }
end

local function exceeds(used, more, limits)
  for i, limit in ipairs(limits) do
    if limit ~= '' and more[i] ~= 0 and used[i] + more[i] > tonumber(limit) then return true end
  end
  return false
end

local function asTexts(used)
  local texts = {}
  for i, value in ipairs(used) do texts[i] = string.format('%.17g', value) end
  return texts
end
`

/** ARGV: owner, hour, day. What it has used. */
export const READ_USAGE = script([JOBS, USAGE, 'return asTexts(usageOf(unpack(ARGV)))'], 'no-writes')
