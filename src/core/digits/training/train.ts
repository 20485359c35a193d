import { NumericalFailure } from '../../errors.ts'
import type { ImageSet } from '../image-set.ts'
import type { Network } from '../network.ts'
import type { AdversarialOptions } from './adversarial.ts'
import { runEpoch } from './epoch.ts'
import type { OptimiserOptions } from './optimiser.ts'
import { Trainer, type TrainerState } from './trainer.ts'

/** How a network is trained. */
export interface TrainingOptions {
  readonly optimiser: OptimiserOptions
  /** A whole number from 1. */
  readonly epochs: number
  /** Images a step, a whole number from 1. */
  readonly batchSize: number
  readonly weightDecay: number
  /** Standard deviation of the normal noise on every pixel, brought back into [0, 1]; 0 for none. */
  readonly noise: number
  /** Attacks on the images of each batch before it is learnt from; null for none. */
  readonly adversarial: AdversarialOptions | null
}

/** A mean loss (nats) above this is of a training that diverges: to guess costs 0.7, the worst first epoch some hundreds. */
export const MOST_LOSS = 1e6

/** Briefly, as networks of this size are trained. */
export const TRAINING_DEFAULTS = { epochs: 5, batchSize: 32, weightDecay: 0, noise: 0 } as const

/** What is known after an epoch: mean loss on the images as they were learnt from, and accuracies on clean ones. */
export interface EpochReport {
  /** From 1. */
  readonly epoch: number
  readonly loss: number
  readonly accuracy: { readonly training: number; readonly test: number }
}

/** Where a training can be taken up again. */
export interface TrainingState {
  readonly reports: readonly EpochReport[]
  readonly trainer: TrainerState
}

/** An epoch is over; `state` gives what `resumeFrom` takes. */
export interface EpochEvent {
  readonly report: EpochReport
  readonly state: () => TrainingState
}

/** What a training ends with. */
export interface TrainedNetwork {
  readonly network: Network
  readonly reports: readonly EpochReport[]
}

/** What a training is run with besides its options. */
export interface TrainingSetting {
  readonly training: ImageSet
  readonly test: ImageSet
  readonly seed: number
  readonly shouldStop: () => boolean
  readonly resumeFrom: TrainingState | null
}

/**
 * Trains a network by gradient descent on the mean cross-entropy of batches, the images in another order each epoch.
 *
 * Yields after every epoch. The same arguments give the same weights to the last bit, also when taken up from a state.
 * Throws `NumericalFailure` (“diverged”), naming the epoch, where the mean loss of one is above `MOST_LOSS`, and
 * `Interrupted` when `shouldStop` says so.
 */
export function* train(
  start: Network,
  options: TrainingOptions,
  { training, test, seed, shouldStop, resumeFrom }: TrainingSetting,
): Generator<EpochEvent, TrainedNetwork, void> {
  const trainer = new Trainer(start, options.batchSize)
  const reports: EpochReport[] = [...(resumeFrom?.reports ?? [])]
  if (resumeFrom !== null) trainer.restore(resumeFrom.trainer)
  while (reports.length < options.epochs) {
    const epoch = reports.length + 1
    const loss = runEpoch(trainer, training, options, { seed, epoch, shouldStop })
    if (!(loss <= MOST_LOSS)) throw diverged(epoch, loss)
    const accuracy = { training: trainer.accuracy(training), test: trainer.accuracy(test) }
    const report = { epoch, loss, accuracy }
    reports.push(report)
    yield { report, state: () => ({ reports: [...reports], trainer: trainer.state() }) }
  }
  return { network: trainer.engine.network(), reports }
}

function diverged(epoch: number, loss: number): NumericalFailure {
  const what = Number.isFinite(loss)
    ? `the mean loss is ${loss.toExponential(2)}`
    : 'the loss is no longer finite'
  const detail = `the training diverged in epoch ${epoch}: ${what}; try a lower learning rate`
  return new NumericalFailure('diverged', '/optimiser/learningRate', detail)
}
