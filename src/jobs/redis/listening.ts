import type { Redis } from 'ioredis'

/**
 * Calls `heard` with each message of a channel. After each break of the connection it listens again, and calls `missed`:
 * what was published meanwhile has reached nobody. The connection is for this alone.
 */
export function listenTo(
  subscriber: Redis,
  channel: string,
  heard: (message: string) => void,
  missed: () => void,
): void {
  subscriber.on('message', (_, message: string) => heard(message))
  subscriber.on('ready', () => {
    // Refused only when the connection breaks again, after which this is called again.
    void subscriber.subscribe(channel).then(missed, () => undefined)
  })
}
