import { type Dictionary, parseDictionary } from 'structured-headers'
import { DEFAULT_URGENCY, LEAST_URGENT } from '../jobs/job.ts'
import { type Problem, wrongShape } from './problems.ts'

/**
 * The urgency that a `Priority` header gives (RFC 9218): its member `u`, from 0, which goes first, to 7. Members that are
 * not ours are ignored, as the RFC says. Throws a `Problem` for a header that is no dictionary (RFC 9651), and for a
 * `u` that is no integer or out of range, which the RFC would ignore.
 */
export function urgencyOf(header: string | undefined): number {
  if (header === undefined) return DEFAULT_URGENCY
  const member = dictionaryIn(header).get('u')
  if (member === undefined) return DEFAULT_URGENCY
  const [urgency] = member
  const whole = typeof urgency === 'number' && Number.isInteger(urgency) && !isWrittenAsDecimal(header)
  if (whole && urgency >= 0 && urgency <= LEAST_URGENT) return urgency
  throw refusal(`u takes an integer from 0 to ${LEAST_URGENT}`, header)
}

function dictionaryIn(header: string): Dictionary {
  try {
    return parseDictionary(header)
  } catch {
    throw refusal('it is no dictionary of structured fields', header)
  }
}

/** Whether `u` is 3.0, say, in a header that is a dictionary: the parser gives the same for it as for 3. */
function isWrittenAsDecimal(header: string): boolean {
  // Once strings are gone, commas are between members alone. Of members of one name the last counts.
  const members = header.replace(/"(?:[^"\\]|\\.)*"/g, '').split(',')
  return /^\s*u=-?\d+\./.test(members.findLast((member) => /^\s*u\b/.test(member)) ?? '')
}

function refusal(message: string, header: string): Problem {
  return wrongShape(
    '/priority',
    message,
    `Priority: ${message}, as in “u=${DEFAULT_URGENCY}”; not “${header}”`,
  )
}
