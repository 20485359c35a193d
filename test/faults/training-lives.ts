import type { ClassifierResource } from '../../src/api/schemas/classifier.ts'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { type ServiceProcess, startServiceProcess } from '../process.ts'
import { framesOf, openSocket, type StreamMessage } from '../socket-client.ts'

export const start = (folder: string): Promise<ServiceProcess> =>
  startServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: '1' })

export const epochsOf = (messages: readonly StreamMessage[]) =>
  framesOf(messages).map(({ data }) => ('epoch' in data ? data.epoch : Number.NaN))

/** Ends the service when its client has been told of so many epochs; what it was told after `after`. */
export async function endAt(
  service: ServiceProcess,
  { links }: JobResource,
  epoch: number,
  signal: NodeJS.Signals,
  after = 0,
): Promise<readonly StreamMessage[]> {
  const client = openSocket(service.url, `${links.stream}?after=${after}`)
  await client.until(`epoch ${epoch}`, (messages) => epochsOf(messages).some((told) => told >= epoch))
  await Promise.all([service.kill(signal), client.closed])
  return client.messages
}

export async function classifierNamed(service: ServiceProcess, name: string): Promise<ClassifierResource> {
  return (await (await service.request(`/v1/classifiers/${name}`)).json()) as ClassifierResource
}
