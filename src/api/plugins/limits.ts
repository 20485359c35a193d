import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../problems.ts'
import type { Principal } from '../scopes.ts'

/** Requests without a good key that an address may make in a minute. */
const MOST_STRANGERS = 60

const WINDOW_MS = 60_000

/** How many requests are allowed; throws a 429 `Problem` for one more. */
export interface Limits {
  /** Counts a request of someone, and returns the headers that say how many are left. */
  count(request: FastifyRequest, principal: Principal): Promise<Readonly<Record<string, string>>>
  /** Counts a request that no key came with, or a wrong one. */
  countStranger(request: FastifyRequest): Promise<void>
}

/** Where there is no limit nothing is counted, nor the package loaded that counts. */
const UNLIMITED: Limits = { count: async () => ({}), countStranger: async () => undefined }

/** Limits by key; where there are none, and for those who have none, by address. */
export async function openLimits(app: FastifyInstance): Promise<Limits> {
  const { config, keys } = app.services
  if (keys === null && config.rateLimit === null) return UNLIMITED
  const { default: rateLimit } = await import('@fastify/rate-limit')
  // Its hooks are not used: whose a request is must be known before it is counted, for sockets as well.
  await app.register(rateLimit, { global: false })
  const whose = new WeakMap<FastifyRequest, Principal>()
  const requests = app.createRateLimit({
    max: config.rateLimit ?? 0,
    timeWindow: WINDOW_MS,
    keyGenerator: (request) => whose.get(request)?.name ?? addressOf(request),
  })
  const strangers = app.createRateLimit({
    max: MOST_STRANGERS,
    timeWindow: WINDOW_MS,
    keyGenerator: addressOf,
  })
  return {
    async count(request, principal) {
      if (config.rateLimit === null) return {}
      whose.set(request, principal)
      return headersOf(await requests(request), `${config.rateLimit} requests a minute are allowed`)
    },
    async countStranger(request) {
      headersOf(await strangers(request), 'too many requests without a good key; try again later')
    },
  }
}

/** Where a request came from; of a connection that is gone by now nobody knows it, and nobody is answered. */
function addressOf({ ip }: { readonly ip: string | undefined }): string {
  return ip ?? 'gone'
}

type Count = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>

/** Throws a 429 `Problem` when the count is over its limit. */
function headersOf(count: Count, detail: string): Readonly<Record<string, string>> {
  // It is allowed unseen only by a list of exceptions, and there is none.
  if (count.isAllowed) return {}
  const headers = {
    'RateLimit-Limit': String(count.max),
    'RateLimit-Remaining': String(count.remaining),
    'RateLimit-Reset': String(count.ttlInSeconds),
  }
  if (!count.isExceeded) return headers
  throw new Problem(
    429,
    { code: 'too-many-requests', detail },
    { ...headers, 'Retry-After': String(count.ttlInSeconds) },
  )
}
