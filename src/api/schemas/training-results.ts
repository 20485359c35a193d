import { Type } from 'typebox'
import { LabelPair } from './digit-results.ts'

const Share = Type.Number({ minimum: 0, maximum: 1 })
const Shares = Type.Array(Share)
const Accuracy = Type.Object(
  { training: Share, test: Share },
  { description: 'Share of the images that are told rightly, without noise or attacks' },
)
const Loss = { description: 'Mean cross-entropy of the images as they were learnt from, in nats' }
const Boundary = Type.Union(
  [
    Type.Object({
      tilt: Type.Number({
        description:
          'Degrees by which the decision boundary is turned against that of the other, in pixel space',
      }),
      tiltAmongComponents: Type.Union([Type.Number(), Type.Null()], {
        description:
          'The same as it is seen where each machine’s images are drawn by its own components; null where they look at unlike numbers of them',
      }),
    }),
    Type.Null(),
  ],
  {
    description:
      'Beside the classifier against which the training images were moved; null where they were not',
  },
)

const trained = {
  labels: LabelPair,
  images: Type.Object({ training: Type.Integer(), test: Type.Integer() }),
  parameters: Type.Integer({ description: 'Weights and biases' }),
}

/** Of a training by gradient descent. */
export const DescentTrainingResult = Type.Object(
  {
    ...trained,
    epochs: Type.Object(
      {
        epoch: Type.Array(Type.Integer()),
        loss: Type.Array(Type.Number(), Loss),
        accuracy: Type.Object({ training: Shares, test: Shares }),
      },
      { description: 'A number an epoch' },
    ),
    accuracy: Accuracy,
    loss: Type.Number(Loss),
  },
  { $id: 'DescentTrainingResult', additionalProperties: false },
)

export const PcaSvmTrainingResult = Type.Object(
  { ...trained, accuracy: Accuracy, boundary: Boundary },
  { $id: 'PcaSvmTrainingResult', additionalProperties: false },
)

/** The result of a training; which one, the job's kind says. The classifier itself is a resource of its own. */
export const TrainingResult = Type.Union([DescentTrainingResult, PcaSvmTrainingResult], {
  $id: 'TrainingResult',
})

export const EpochFrameSchema = Type.Object(
  { epoch: Type.Integer({ minimum: 1 }), loss: Type.Number(Loss), accuracy: Accuracy },
  {
    $id: 'EpochFrame',
    additionalProperties: false,
    description: 'A pass through the training images is over',
  },
)

export const PcaSvmFrameSchema = Type.Object(
  { accuracy: Accuracy, boundary: Boundary },
  { $id: 'PcaSvmFrame', additionalProperties: false, description: 'The machine is trained' },
)
