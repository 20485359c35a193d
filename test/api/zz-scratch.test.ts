import { beforeAll, test } from 'vitest'
import { documentOf } from '../../src/api/classifier-document.ts'
import { held, randomNetwork } from '../networks.ts'
import { type Client, openClient } from './client.ts'

let client: Client
beforeAll(async () => { client = await openClient() })

const D = { count: 300 }
const specs: [string, object][] = [
  ['diverge', { kind: 'linear', optimiser: { method: 'sgd', learningRate: 1e6 }, weightDecay: 1, batchSize: 10, epochs: 10, digits: D }],
  ['diverge at the last step', { kind: 'linear', optimiser: { method: 'sgd', learningRate: 1e6, momentum: 0 }, weightDecay: 1, batchSize: 6, epochs: 1, digits: D }],
  ['memory 100 overlap 100', { kind: 'memory', exponent: 100, overlap: 100, digits: D, name: 'mem' }],
  ['memory 100 overlap 1 sgd', { kind: 'memory', exponent: 100, overlap: 1.3, optimiser: { method: 'sgd', learningRate: 1e6 }, digits: D }],
  ['mlp sgd 1e6', { kind: 'mlp', hidden: [4], optimiser: { method: 'sgd', learningRate: 1e6 }, digits: D }],
  ['mlp sgd 1e6 deep', { kind: 'mlp', hidden: [20, 20, 20, 20, 20, 20, 20, 20], optimiser: { method: 'sgd', learningRate: 1e6 }, digits: D }],
  ['mlp adam 1e6 deep wd', { kind: 'mlp', hidden: [20, 20, 20], optimiser: { method: 'adam', learningRate: 1e6 }, weightDecay: 1, epochs: 10, digits: D }],
  ['mlp adam 1e6 beta 0', { kind: 'mlp', hidden: [20], optimiser: { method: 'adam', learningRate: 1e6, beta1: 0, beta2: 0 }, digits: D }],
  ['wide', { kind: 'mlp', hidden: [2000, 2000, 2000, 2000, 2000, 2000, 2000, 2000], batchSize: 10000, epochs: 1, digits: { count: 1 } }],
  ['one image', { kind: 'linear', digits: { count: 1 } }],
  ['memory one image', { kind: 'memory', exponent: 3, digits: { count: 1 } }],
  ['pca one image', { kind: 'pca-svm', digits: { count: 1 } }],
  ['pca 3 images', { kind: 'pca-svm', digits: { count: 2 } }],
  ['pca comps', { kind: 'pca-svm', components: 50, digits: { count: 20 } }],
  ['pca comps', { kind: 'pca-svm', components: 50, digits: { count: 60 } }],
  ['hill', { kind: 'linear', hill: { n: 64, theta: 10 }, digits: D }],
  ['hill mem', { kind: 'memory', exponent: 2, hill: { n: 64, theta: 10 }, digits: D }],
  ['labels', { kind: 'linear', digits: { labels: [0, 1], count: 200 } }],
  ['noise', { kind: 'linear', noise: 10, digits: D }],
  ['adv eps0', { kind: 'linear', adversarial: { attack: 'pgd', epsilon: 0, restarts: 2 }, digits: D, epochs: 1 }],
  ['adv eps1', { kind: 'mlp', hidden: [3], adversarial: { attack: 'fgsm', epsilon: 1 }, digits: D, epochs: 2 }],
  ['adv diverging', { kind: 'mlp', hidden: [4], adversarial: { attack: 'pgd', epsilon: 0.1 }, optimiser: { method: 'sgd', learningRate: 1e6 }, weightDecay: 1, digits: D }],
]

test.each(specs)('%s', async (name, spec) => {
  const began = performance.now()
  const answer = await client.submit(spec, 50)
  const job = answer.json<any>()
  console.log(name, answer.status, job.status, job.attempt ? JSON.stringify(job.error) : answer.text, job.progress?.message, (performance.now() - began).toFixed(0))
})

const up = async (name: string, scale: number, hidden: number[] = [], power = 1) => {
  const network = randomNetwork(hidden, 3, null, power)
  for (const { weights } of network.layers) weights.forEach((w, i) => { weights[i] = w * scale })
  const { record, weights } = held(name, network)
  const { format, labels, network: layers } = documentOf(record, weights)
  await client.send('/v1/classifiers', { body: { format, name, labels, network: layers } })
}
test('overflow', async () => {
  await up('big300', 1e300); await up('big307', 1e308); await up('deep', 1e200, [5]); await up('deep3', 1e150, [5, 5]); await up('pow', 1e100, [5], 5)
  await up('g160', 1e160)
  for (const c of ["big300", "big307", "deep", "deep3", "pow", "mem", "g160"]) {
    for (const body of [
      { kind: 'fgsm', options: { epsilon: [0.1] } }, { kind: 'pgd', options: { epsilon: 1, norm: 'l2', steps: 3 } }, { kind: 'minimal', options: { norm: 'l2', restarts: 0 } },
      { kind: 'certificate', epsilon: 0.1 }, { kind: 'flatness', draws: 3 }, 
      { kind: 'few-coordinate', options: { epsilon: 2, candidates: 5 } },
    ]) {
      const answer = await client.submit({ ...body, seed: 1, target: { classifier: c }, digits: { count: 3 } }, 50)
      const job = answer.json<any>()
      const r = job.status === 'succeeded' ? (await client.send(job.links.result)).text : answer.text
      console.log(c, body.kind, answer.status, job.status, JSON.stringify(job.error), r.slice(0, 900).replace(/"classifier".*?"hill":null/, ''))
    }
  }
  for (const body of [{ kind: 'walk', from: { index: 0 }, to: { index: 2 } }, { kind: 'landscape', plane: { corners: { points: { x: 3, y: 3 } } } }]) {
    const answer = await client.submit({ ...body, seed: 1, target: { classifier: 'deep' } }, 50)
    console.log(body.kind, answer.json<any>().status, JSON.stringify(answer.json<any>().error))
  }
  const pca = await client.submit({ kind: 'pca-svm', digits: D, adversarial: { attack: 'fgsm', epsilon: 0.1, from: 'big307' } }, 50)
  console.log(pca.text)
}, 60000)
