import { CLASSES, DIGIT_PIXELS } from '../../../core/digits/network.ts'
import { initialMemory, MEMORY_DEFAULTS } from '../../../core/digits/training/initial-memory.ts'
import { initialMlp } from '../../../core/digits/training/initial-network.ts'
import { InvalidInput } from '../../../core/errors.ts'
import type { LayerShape } from '../../classifier.ts'
import { LinearTraining, MemoryTraining, MlpTraining } from '../../specs/trainings.ts'
import { descentTraining } from './descent-training.ts'

/** Layers of these hidden sizes between pixels and classes, the hidden ones with this activation. */
function chained(hidden: readonly number[], power: number): LayerShape[] {
  const sizes = [DIGIT_PIXELS, ...hidden, CLASSES]
  return sizes.slice(1).map((outputs, k) => ({
    inputs: sizes[k]!,
    outputs,
    power: k < hidden.length ? power : null,
  }))
}

export const linearTraining = descentTraining<LinearTraining>({
  name: 'linear',
  title: 'Train a linear network',
  source: 'Rademaker, Bengio, François, arXiv:1807.04270, section V',
  spec: LinearTraining,
  layers: () => chained([], 1),
  initial: ({ hill = null }, _, random) => initialMlp([], hill, random),
})

export const mlpTraining = descentTraining<MlpTraining>({
  name: 'mlp',
  title: 'Train a network of rectified linear units',
  source: 'Rademaker, Bengio, François, arXiv:1807.04270, section V; Madry et al., arXiv:1706.06083',
  spec: MlpTraining,
  layers: ({ hidden }) => chained(hidden, 1),
  initial: ({ hidden, hill = null }, _, random) => initialMlp(hidden, hill, random),
})

export const memoryTraining = descentTraining<MemoryTraining>({
  name: 'memory',
  title: 'Train a dense associative memory',
  source: 'Krotov, Hopfield, arXiv:1606.01164; arXiv:1701.00939',
  spec: MemoryTraining,
  layers: ({ exponent, memories = MEMORY_DEFAULTS.memories }) => chained([memories], exponent - 1),
  initial: (spec, training, random) =>
    initialMemory({ ...MEMORY_DEFAULTS, ...spec }, spec.hill ?? null, training, random),
  check({ overlap, warmStart }) {
    if (overlap === undefined || warmStart === undefined) return
    throw new InvalidInput(
      'option-of-another-method',
      '/overlap',
      'overlap is for memories that begin as training images, not for those of a warm start',
    )
  },
})
