/** So many arrays share a memory: more save nothing further, and a memory lives as long as any of its arrays. */
const TOGETHER = 16

/**
 * A source of copies of vectors of one length, side by side in memories of their own. Made one by one each copy of some
 * hundred numbers would take as long as the work on them.
 */
export function copier(length: number): (values: Float64Array) => Float64Array {
  let memory = new ArrayBuffer(0)
  let used = TOGETHER
  return (values) => {
    if (used === TOGETHER) {
      memory = new ArrayBuffer(TOGETHER * length * Float64Array.BYTES_PER_ELEMENT)
      used = 0
    }
    const copy = new Float64Array(memory, used * length * Float64Array.BYTES_PER_ELEMENT, length)
    used++
    copy.set(values)
    return copy
  }
}
