import type { FastifyInstance } from 'fastify'
import { ConfigError } from './settings.ts'

/** Listens on a host at a port, which `setting` has asked for; returns where. Throws `ConfigError`. */
export async function listen(
  app: FastifyInstance,
  host: string,
  port: number,
  setting: string,
): Promise<string> {
  try {
    return await app.listen({ host, port, listenTextResolver: (at) => `listening on ${at}` })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason = code === 'EADDRINUSE' ? 'another process is using that port' : message
    throw new ConfigError(`cannot listen on HOST ${host}, ${setting} ${port}: ${reason}`)
  }
}
