import { WALK_DEFAULTS, walkBetween } from '../../core/analyses/walk.ts'
import { marginTargets } from '../../core/digits/margin-target.ts'
import { InvalidInput } from '../../core/errors.ts'
import { weightCount } from '../classifier.ts'
import { checkImage, imageChoice, imageOf, toldAt } from '../digit-image.ts'
import { labelPair, neededByTarget } from '../digits.ts'
import type { WholeKind } from '../kind.ts'
import { NETWORK_MEMORY, networkMemory, ROOM } from '../memory.ts'
import { at } from '../paths.ts'
import { refusingOverflow } from '../refusing-overflow.ts'
import { DigitWalkSpec } from '../specs/digit-walk.ts'
import { usedClassifier } from '../used-classifier.ts'
import { PER_POSITION, walkFrame, walkSummary } from './walk.ts'

export const digitWalkKind: WholeKind<DigitWalkSpec> = {
  name: 'walk',
  subject: 'digits',
  type: 'simulation',
  title: 'Walk: the margin of a network on the straight way from one image to another',
  source: 'arXiv:1807.04270, section V',
  spec: DigitWalkSpec,
  costFormula: '2 × points × weights',
  memoryFormula: `${ROOM} + ${NETWORK_MEMORY} + ${PER_POSITION} × points`,
  memory: (spec, heads) => ROOM + networkMemory(neededByTarget(spec), heads) + PER_POSITION * pointsOf(spec),
  classifiers: neededByTarget,
  cost: (spec, heads) => 2 * pointsOf(spec) * weightCount(heads.get(spec.target.classifier)!),
  check(spec, _, heads) {
    checkImage(spec.from, '/from', neededByTarget(spec), heads)
    checkImage(spec.to, '/to', neededByTarget(spec), heads)
    const [from, to] = [imageChoice(spec.from), imageChoice(spec.to)]
    if (from.split !== to.split || from.index !== to.index) return
    throw new InvalidInput('no-direction', '/to', 'the walk ends where it starts')
  },
  *run(spec, { shouldStop, classifier }) {
    const { head, network } = classifier(spec.target.classifier)
    const [from, to] = [imageOf(spec.from), imageOf(spec.to)]
    const where = `on the way from image ${from.name.index} to image ${to.name.index}`
    const path = '/target/classifier'
    const target = refusingOverflow(marginTargets(network)[from.trueClass]!, { where, path })
    const walk = at('/to', () => walkBetween(target, from.x, to.x, pointsOf(spec), shouldStop))
    const met = walk.crossings.length
    const message = `meets the decision boundary ${met === 1 ? 'once' : `${met} times`} on the way from a ${from.name.label} to a ${to.name.label}`
    yield { type: 'frame', data: walkFrame(walk), fraction: 1, message }
    const labels = labelPair(spec.from.labels)
    return {
      summary: {
        classifier: usedClassifier(head),
        from: from.name,
        to: to.name,
        ...walkSummary(target, walk, ''),
        told: Array.from(walk.output, (margin) => toldAt(margin, from.trueClass, labels)),
      },
      arrays: {},
      message,
    }
  },
}

function pointsOf({ points }: DigitWalkSpec): number {
  return points ?? WALK_DEFAULTS.points
}
