import { isPublic } from '../../src/api/plugins/authentication.ts'
import { Contract, type OpenApiDocument } from '../api/contract.ts'
import { type RawAnswer, readAnswers } from './answers.ts'
import type { Received } from './exchange.ts'
import type { Hostile } from './requests.ts'

/** What only the inside of a service knows: where its code lies, and how it came to be where it failed. */
const LEAKS = ['/src/', 'node_modules', 'at file:', '.ts:', 'node:internal', '    at ', 'SQLITE', 'sqlite']

/** Answers of 500 and above that the service gives on purpose. */
const MEANT = new Set([
  '503 stopping',
  '503 store-unavailable',
  // Node's own, with the problem’s shape, for a request that does not come to its end.
])

interface ProblemBody {
  readonly type: unknown
  readonly title: unknown
  readonly status: unknown
  readonly code: unknown
  readonly detail: unknown
}

/** Finds what is wrong with what came back for a hostile request. */
export class Judge {
  readonly #contract: Contract

  constructor(document: OpenApiDocument) {
    this.#contract = new Contract(document)
  }

  /** What is wrong, or null; `answers` is told each answer. */
  faultOf(hostile: Hostile, { bytes, hung }: Received, answered: (status: number) => void): string | null {
    if (hung) return 'no end within the time there is'
    try {
      for (const [i, answer] of readAnswers(bytes, hostile.methods).entries()) {
        answered(answer.status)
        const fault = this.#faultOfAnswer(hostile, hostile.methods[i] ?? '', answer)
        if (fault !== null) return `${answer.status}: ${fault}\n${answer.body.slice(0, 600)}`
      }
    } catch (error) {
      return (error as Error).message
    }
    return null
  }

  #faultOfAnswer({ path, kind, authorised }: Hostile, method: string, answer: RawAnswer): string | null {
    const { status, headers, body, cut } = answer
    const mediaType = headers.get('content-type')?.split(';')[0] ?? ''
    const plain = path.split('?')[0]!
    if (!authorised && status < 300 && !isPublic(plain) && status !== 101) return 'let in without a key'
    if (cut || method === 'HEAD' || status === 101) return serverFault(status)
    if (status >= 400) return faultOfProblem(answer) ?? serverFault(status, body)
    // Documents are what they are; only answers about the request could give away what happened inside.
    const encoded = headers.has('content-encoding')
    if (encoded || !mediaType.endsWith('json') || kind === 'path' || kind === 'raw bytes' || path !== plain)
      return null
    return this.#contract.faultOf(method, plain, status, mediaType, JSON.parse(body))
  }
}

function serverFault(status: number, body = '{}'): string | null {
  if (status < 500) return null
  const { code } = JSON.parse(body) as { code?: string }
  return MEANT.has(`${status} ${code}`) ? null : 'the fault is the service’s'
}

function faultOfProblem({ status, headers, body }: RawAnswer): string | null {
  const leak = LEAKS.find((text) => body.includes(text))
  if (leak !== undefined) return `tells of its inside: ${leak}`
  const type = headers.get('content-type') ?? ''
  if (!type.startsWith('application/problem+json')) return `no problem detail but “${type}”`
  const problem = JSON.parse(body) as ProblemBody
  const texts = [problem.type, problem.title, problem.code, problem.detail]
  if (texts.some((text) => typeof text !== 'string' || text === ''))
    return 'a problem detail without its fields'
  if (problem.status !== status) return `a problem detail that says ${problem.status}`
  if (problem.type !== `urn:antagon:problem:${problem.code}`) return 'a problem detail with another type'
  return null
}
