import type { FastifyInstance } from 'fastify'

/** Counts the requests that are being answered, so that a stop may wait for their answers. Sockets are none. */
export class OpenRequests {
  #open = 0
  #allAnswered: (() => void) | undefined

  /** Counts those of `app`; to be called before any hook that may refuse one. */
  watch(app: FastifyInstance): void {
    app.addHook('onRequest', async (request, reply) => {
      if (request.ws) return
      this.#open++
      reply.raw.once('close', () => {
        this.#open--
        if (this.#open === 0) this.#allAnswered?.()
      })
    })
  }

  /** Fulfilled when none is open any more, or after so long (ms): a client that does not read would hold it up. */
  async answered(patience: number): Promise<void> {
    if (this.#open === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const impatience = setTimeout(resolve, patience)
    this.#allAnswered = resolve
    await promise
    clearTimeout(impatience)
  }
}
