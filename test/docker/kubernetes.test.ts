import { StatefulSet } from 'kubernetes-models/apps/v1'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { Service } from 'kubernetes-models/v1'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import openapi from '../../openapi/openapi.json' with { type: 'json' }
import { readConfig } from '../../src/config.ts'
import { imageSetting, textOf, unknownSettings } from './project.ts'

const MODELS = { StatefulSet, Service, PodDisruptionBudget, NetworkPolicy }

type Kind = keyof typeof MODELS

/** The manifest's objects by their kind, which is that of one object each. */
const objects = Object.fromEntries(
  parseAllDocuments(textOf('docker/kubernetes.yaml'), { version: '1.1' }).map((document) => {
    expect(document.errors).toEqual([])
    const object = document.toJS() as { kind: Kind }
    return [object.kind, object]
  }),
) as Record<Kind, never>

const stateful = new StatefulSet(objects.StatefulSet)
const pod = stateful.spec!.template.spec!
const container = pod.containers[0]!

function setting(name: string): string | undefined {
  return container.env?.find((variable) => variable.name === name)?.value
}

test.for(Object.keys(MODELS) as Kind[])('the manifest has a %s that Kubernetes’s schema takes', (kind) => {
  const object = new MODELS[kind](objects[kind])
  expect(() => object.validate()).not.toThrow()
  expect(object.apiVersion).toBe((objects[kind] as { apiVersion: string }).apiVersion)
})

test('the manifest has nothing else', () => {
  expect(Object.keys(objects).sort()).toEqual(Object.keys(MODELS).sort())
})

test('a manifest with a value of the wrong type is found', () => {
  const wrong = new StatefulSet(objects.StatefulSet)
  Object.assign(wrong.spec!, { replicas: '1' })
  expect(() => wrong.validate()).toThrow('replicas')
})

test('there is one replica, as one process holds the store, and its volume is where the image keeps it', () => {
  expect(stateful.spec).toMatchObject({ replicas: 1, serviceName: 'antagon' })
  const claims = stateful.spec!.volumeClaimTemplates!.map(({ metadata }) => metadata?.name)
  const mount = container.volumeMounts!.find(({ mountPath }) => mountPath === imageSetting('ANTAGON_DATA'))
  expect(claims).toEqual([mount?.name])
})

test('the pod has no rights beyond those of its user, who is the image’s', () => {
  const user = /^USER (\d+):(\d+)$/m.exec(textOf('Dockerfile'))!
  expect(pod).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: Number(user[1]),
      runAsGroup: Number(user[2]),
      fsGroup: Number(user[2]),
      seccompProfile: { type: 'RuntimeDefault' },
    },
  })
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  })
  expect(container.resources).toMatchObject({ requests: { cpu: '2' }, limits: { memory: '2Gi' } })
})

test('its settings are settings of the service, and it is given the time that a stop takes', () => {
  expect(unknownSettings(container.env!.map(({ name }) => name))).toEqual([])
  const settings = Object.fromEntries(container.env!.map(({ name, value }) => [name, value]))
  const { shutdownPatienceMs } = readConfig(settings)
  // The service gives up closing 5 s after it has stopped waiting for jobs.
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(shutdownPatienceMs / 1000 + 5)
  const keys = container.volumeMounts!.find(({ name }) => name === 'keys')!
  expect(setting('ANTAGON_KEYS')).toBe(`${keys.mountPath}/keys`)
})

test('the probes ask paths of the service at the port that the image has', () => {
  expect(container.ports).toEqual([{ name: 'http', containerPort: Number(imageSetting('PORT')) }])
  const { startupProbe, livenessProbe, readinessProbe } = container
  const asked = [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet)
  expect(asked.map((get) => get?.path)).toEqual(['/healthz', '/healthz', '/readyz'])
  for (const get of asked) {
    expect(get?.port).toBe('http')
    expect(openapi.paths).toHaveProperty([get!.path!])
  }
})

test('the service, the budget and the policy are about the pod, which is reached by its port and reaches nothing', () => {
  const labels = stateful.spec!.template.metadata!.labels
  const policy = new NetworkPolicy(objects.NetworkPolicy).spec!
  expect(stateful.spec!.selector.matchLabels).toEqual(labels)
  expect(new Service(objects.Service).spec!.selector).toEqual(labels)
  expect(new PodDisruptionBudget(objects.PodDisruptionBudget).spec!.selector!.matchLabels).toEqual(labels)
  expect(policy.podSelector!.matchLabels).toEqual(labels)
  expect(policy).toMatchObject({
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ ports: [{ protocol: 'TCP', port: 8080 }] }],
    egress: [],
  })
})
