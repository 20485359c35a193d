import type { IContainer } from 'kubernetes-models/v1'
import { parseAllDocuments } from 'yaml'
import { textOf } from './project.ts'

/** An object of a manifest, before it is held against its schema. */
export interface ManifestObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string }
}

/** The objects of a manifest by kind and name, as in `Service/antagon`. Throws for what is no YAML, and for two of a name. */
export function objectsOf(file: string): ReadonlyMap<string, ManifestObject> {
  const objects = new Map<string, ManifestObject>()
  for (const document of parseAllDocuments(textOf(file), { version: '1.1' })) {
    if (document.errors.length > 0) throw document.errors[0]
    const object = document.toJS() as ManifestObject
    const name = `${object.kind}/${object.metadata.name}`
    if (objects.has(name)) throw new Error(`${file} has two of ${name}`)
    objects.set(name, object)
  }
  return objects
}

/** The settings that a container is given; of one that comes from a secret `secret.key`. */
export function settingsOf(container: IContainer): Record<string, string> {
  return Object.fromEntries(
    container.env!.map(({ name, value, valueFrom }) => [
      name,
      value ?? `${valueFrom!.secretKeyRef!.name}.${valueFrom!.secretKeyRef!.key}`,
    ]),
  )
}
