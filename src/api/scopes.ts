/**
 * What a key may be used for:
 * read: everything that changes nothing, evaluating models and following jobs of its own among it · submit: submitting
 * and removing, and read · metrics: `GET /metrics` alone · admin: everything, and the work of all keys.
 */
export const SCOPES = ['read', 'submit', 'metrics', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

/** Of a key about which nothing is said. */
export const DEFAULT_SCOPES: readonly Scope[] = ['read', 'submit']

const INCLUDED: Readonly<Record<Scope, readonly Scope[]>> = {
  read: ['read'],
  submit: ['submit', 'read'],
  metrics: ['metrics'],
  admin: SCOPES,
}

/** Who asks. */
export interface Principal {
  /** Of the key; null where the service has none. */
  readonly name: string | null
  /** With those that others include. */
  readonly scopes: ReadonlySet<Scope>
}

/** Whoever asks a service without keys. */
export const ANYONE: Principal = { name: null, scopes: new Set(SCOPES) }

/** Whoever has the key of this name. */
export function principalOf(name: string, scopes: readonly Scope[]): Principal {
  return { name, scopes: new Set(scopes.flatMap((scope) => INCLUDED[scope])) }
}

/** Whether someone may see what this owner has: their own, and what is nobody's; admins see all. */
export function maySee({ name, scopes }: Principal, owner: string | null): boolean {
  return owner === null || owner === name || scopes.has('admin')
}

/** Whether someone may remove what this owner has: their own; admins all, also what is nobody's. */
export function mayRemove({ name, scopes }: Principal, owner: string | null): boolean {
  return scopes.has('admin') || (owner !== null && owner === name)
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key needs for this route; every route that is not open to everyone says so. */
    scope?: Scope
  }
  interface FastifyRequest {
    /** Who asks; of a socket and of what is open to everyone nothing is known. */
    principal: Principal
  }
}
