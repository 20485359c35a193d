import { expect } from 'vitest'
import { documentOf, readDocument } from '../../src/api/classifier-document.ts'
import type { ClassifierDocument, ClassifierResource } from '../../src/api/schemas/classifier.ts'
import type { Network } from '../../src/core/digits/network.ts'
import { networkOf } from '../../src/jobs/classifier.ts'
import { held } from '../networks.ts'
import type { Client } from './client.ts'

/** Uploads a network under a name, as whoever has no more than its weights does. */
export async function uploadNetwork(
  client: Client,
  name: string,
  given: Network,
  labels: readonly [number, number] = [3, 7],
): Promise<void> {
  const { record, weights } = held(name, given, labels)
  const { format, network } = documentOf(record, weights)
  const answer = await client.send('/v1/classifiers', { body: { format, name, labels, network } })
  expect(answer.status).toBe(201)
}

export async function classifierNamed(client: Client, name: string): Promise<ClassifierResource> {
  return (await client.send(`/v1/classifiers/${name}`)).json()
}

/** A classifier with its weights, as the service gives it. */
export async function networkNamed(client: Client, name: string): Promise<Network> {
  const answer = await client.send(`/v1/classifiers/${name}/document`)
  const { record, weights } = readDocument(answer.json<ClassifierDocument>(), '', null)
  return networkOf(record, weights)
}
