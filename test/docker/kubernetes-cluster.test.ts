import { ScaledObject, TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1'
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { type IPodSpec, PersistentVolumeClaim, Service } from 'kubernetes-models/v1'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { type ManifestObject, objectsOf, settingsOf } from './kubernetes-objects.ts'
import { imageSetting, textOf, unknownSettings } from './project.ts'

const MODELS = {
  Deployment,
  StatefulSet,
  Service,
  NetworkPolicy,
  PodDisruptionBudget,
  PersistentVolumeClaim,
  ScaledObject,
  TriggerAuthentication,
}

const objects = objectsOf('docker/kubernetes.cluster.yaml')
const autoscaling = objectsOf('docker/kubernetes.keda.yaml')
const model = (object: ManifestObject) => new MODELS[object.kind as keyof typeof MODELS](object as never)
const get = (name: string) => objects.get(name) as never

const api = new Deployment(get('Deployment/antagon'))
const worker = new Deployment(get('Deployment/antagon-worker'))
const redis = new StatefulSet(get('StatefulSet/antagon-redis'))
const PODS = { antagon: api, 'antagon-worker': worker, 'antagon-redis': redis }
const podOf = (set: Deployment | StatefulSet): IPodSpec => set.spec!.template.spec!

test.for([...objects, ...autoscaling])('%s is one by its schema', ([, object]) => {
  expect(() => model(object).validate()).not.toThrow()
  expect(model(object).apiVersion).toBe(object.apiVersion)
})

test('an object with a value of the wrong type is found', () => {
  const wrong = new ScaledObject(autoscaling.get('ScaledObject/antagon-worker') as never)
  Object.assign(wrong.spec!, { maxReplicaCount: 'many' })
  expect(() => wrong.validate()).toThrow('maxReplicaCount')
})

describe.each(Object.entries(PODS))('the pods of %s', (name, set) => {
  const pod = podOf(set)
  const container = pod.containers[0]!

  test('have no rights beyond those of a user who is not root', () => {
    const user = name === 'antagon-redis' ? 999 : Number(/^USER (\d+)/m.exec(textOf('Dockerfile'))![1])
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: user,
        runAsGroup: user,
        fsGroup: user,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    })
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    expect(container.resources).toMatchObject({
      requests: { cpu: expect.any(String) },
      limits: { memory: expect.stringMatching(/^\dGi$/) },
    })
  })

  test('are those of their selector, and a policy lets in and out what it names alone', () => {
    const labels = set.spec!.template.metadata!.labels
    expect(labels).toEqual({ 'app.kubernetes.io/name': name })
    expect(set.spec!.selector.matchLabels).toEqual(labels)
    const policy = new NetworkPolicy(get(`NetworkPolicy/${name}`)).spec!
    expect(policy.podSelector!.matchLabels).toEqual(labels)
    expect(policy.policyTypes).toEqual(['Ingress', 'Egress'])
    const port = container.ports![0]!.containerPort
    expect(policy.ingress).toMatchObject([{ ports: [{ protocol: 'TCP', port }] }])
  })
})

describe.each([
  ['antagon', api],
  ['antagon-worker', worker],
] as const)('the containers of %s', (_, set) => {
  const container = podOf(set).containers[0]!
  const settings = settingsOf(container)

  test('have settings that there are, and the time that a stop takes', () => {
    expect(unknownSettings(Object.keys(settings))).toEqual([])
    expect(settings.ANTAGON_REDIS_URL).toBe('antagon-redis.url')
    const config = readConfig({
      ...settings,
      HOST: imageSetting('HOST'),
      ANTAGON_REDIS_URL: 'redis://antagon-redis:6379',
    })
    expect(podOf(set).terminationGracePeriodSeconds).toBeGreaterThan(config.shutdownPatienceMs / 1000 + 5)
    const keys = container.volumeMounts!.find(({ name }) => name === 'keys')!
    expect(config.keysFile).toBe(`${keys.mountPath}/keys`)
    const blobs = container.volumeMounts!.find(({ name }) => name === 'blobs')!
    expect(config.redis?.blobs?.folder).toMatch(new RegExp(`^${blobs.mountPath}/`))
  })

  test('are probed at the port that they listen on', () => {
    const { startupProbe, livenessProbe, readinessProbe } = container
    const asked = [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet)
    expect(asked.map((get) => get?.path)).toEqual(['/healthz', '/healthz', '/readyz'])
    expect(container.ports).toEqual([
      { name: 'http', containerPort: Number(settings.ANTAGON_WORKER_PORT ?? imageSetting('PORT')) },
    ])
  })
})

test('two replicas answer, of which a drain leaves one', () => {
  expect(api.spec!.replicas).toBe(2)
  expect(new PodDisruptionBudget(get('PodDisruptionBudget/antagon')).spec).toMatchObject({
    minAvailable: 1,
    selector: { matchLabels: api.spec!.template.metadata!.labels },
  })
  expect(new Service(get('Service/antagon')).spec).toMatchObject({
    selector: api.spec!.template.metadata!.labels,
  })
})

test('workers run the program that npm run worker runs, as many as somebody else says', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: { worker: string } }
  expect(podOf(worker).containers[0]!.command!.join(' ')).toBe(scripts.worker)
  expect(worker.spec!.replicas).toBeUndefined()
})

test('Redis is reached by the other two alone, writes down what it is told, and removes nothing', () => {
  const policy = new NetworkPolicy(get('NetworkPolicy/antagon-redis')).spec!
  expect(policy.ingress![0]!.from).toEqual(
    ['antagon', 'antagon-worker'].map((name) => ({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
    })),
  )
  expect(policy.egress).toEqual([])
  const options = podOf(redis).containers[0]!.command!.join(' ')
  for (const option of ['--appendonly yes', '--appendfsync everysec', '--maxmemory-policy noeviction'])
    expect(options).toContain(option)
  expect(redis.spec!.volumeClaimTemplates!.map(({ metadata }) => metadata?.name)).toEqual(['data'])
})

test('both files run the same Redis with the same options', () => {
  const compose = textOf('docker/compose.cluster.yaml')
  const { image, command } = podOf(redis).containers[0]!
  expect(compose).toContain(`image: ${image}\n`)
  const options = command!.filter((word) => word !== '/run/secrets/redis/redis.conf')
  const listed = Array.from(compose.matchAll(/^ {6}- (\S+)$/gm), ([, word]) => word!.replaceAll('"', ''))
  for (const option of options) expect(listed).toContain(option)
})
