import type { Redis } from 'ioredis'

/** What a Redis has done and holds, as it says itself. */
export interface RedisFigures {
  /** Commands, those within scripts among them. */
  readonly commands: number
  /** Scripts, which each are one trip. */
  readonly scripts: number
  /** Of its one thread that serves, in user and in system mode. */
  readonly cpuSeconds: number
  readonly bytesIn: number
  readonly bytesOut: number
  /** Bytes of memory that it uses, without what it holds for connections and for its file. */
  readonly dataBytes: number
}

export async function redisFigures(client: Redis): Promise<RedisFigures> {
  const told = await client.info('everything')
  const value = (name: string) => Number(new RegExp(`^${name}:(\\S*)`, 'm').exec(told)?.[1] ?? Number.NaN)
  const calls = (pattern: RegExp) =>
    Array.from(told.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm))
      .filter(([, name]) => pattern.test(name!))
      .reduce((sum, [, , count]) => sum + Number(count), 0)
  return {
    commands: calls(/./),
    scripts: calls(/^(eval|evalsha|fcall)$/),
    cpuSeconds: value('used_cpu_user_main_thread') + value('used_cpu_sys_main_thread'),
    bytesIn: value('total_net_input_bytes'),
    bytesOut: value('total_net_output_bytes'),
    dataBytes: value('used_memory') - value('mem_clients_normal') - value('mem_aof_buffer'),
  }
}

/** How much more of each there is than there was. */
export function since(before: RedisFigures, after: RedisFigures): RedisFigures {
  const names = Object.keys(before) as (keyof RedisFigures)[]
  return Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as Record<
    keyof RedisFigures,
    number
  >
}
