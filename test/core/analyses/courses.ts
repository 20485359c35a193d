import {
  type CourseEnd,
  type CoursePoint,
  type CourseSetting,
  courseSetting,
  type TimeCourseOptions,
  timeCourse,
} from '../../../src/core/analyses/time-course.ts'
import type { CellModel } from '../../../src/core/cells/cell-model.ts'
import type { Mixture } from '../../../src/core/cells/mixture.ts'

/** The setting of a model that has a network. */
export function settingOf(
  model: CellModel,
  mixture: Mixture,
  options: Partial<TimeCourseOptions> = {},
  start?: readonly (readonly number[])[],
): CourseSetting {
  return courseSetting(model, model.network!, mixture, start, options)
}

export interface Followed extends CourseEnd {
  readonly points: CoursePoint[]
}

/** A whole course. */
export function follow(
  setting: CourseSetting,
  times: readonly number[],
  shouldStop: () => boolean = () => false,
): Followed {
  const course = timeCourse(setting, Float64Array.from(times), shouldStop)
  const points: CoursePoint[] = []
  for (;;) {
    const { done, value } = course.next()
    if (done) return { points, ...value }
    points.push(value)
  }
}

/** Complexes [kind][state] as rows. */
export function rowsOf(complexes: Float64Array, states: number): number[][] {
  return Array.from({ length: complexes.length / states }, (_, l) =>
    Array.from(complexes.subarray(l * states, (l + 1) * states)),
  )
}
