/**
 * The sum of the `count` largest of some numbers ≥ 0; of all of them where there are no more. A heap of the largest so
 * far, the least of them on top, takes time proportional to the numbers while `count` is small beside them.
 */
export function sumOfLargest(numbers: Float64Array, count: number): number {
  if (count >= numbers.length) return numbers.reduce((sum, number) => sum + number, 0)
  if (count < 1) return 0
  const heap = new Float64Array(Math.floor(count))
  for (let i = 0; i < numbers.length; i++) {
    if (numbers[i]! > heap[0]!) replaceLeast(heap, numbers[i]!)
  }
  return heap.reduce((sum, number) => sum + number, 0)
}

/** Puts a number in the place of the least one, the first, and lets it sink below those that are less. */
function replaceLeast(heap: Float64Array, number: number): void {
  let place = 0
  for (;;) {
    let child = 2 * place + 1
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++
    if (child >= heap.length || heap[child]! >= number) break
    heap[place] = heap[child]!
    place = child
  }
  heap[place] = number
}
