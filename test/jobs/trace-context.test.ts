import { describe, expect, test } from 'vitest'
import { formatTraceparent, parseTraceparent, spanBelow } from '../../src/jobs/trace-context.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'

describe('a traceparent', () => {
  test('names a trace, a span in it, and whether they are recorded', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual({
      traceId: TRACE,
      spanId: SPAN,
      sampled: true,
    })
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-00`)?.sampled).toBe(false)
    // Flags that a later version brings do not change the first one.
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-fe`)?.sampled).toBe(false)
  })

  test('of a later version may say more', () => {
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01-what-comes`)).toMatchObject({ traceId: TRACE })
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01`)).toMatchObject({ traceId: TRACE })
  })

  test.each([
    undefined,
    null,
    '',
    'nonsense',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}-1`,
    `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
    `cc-${TRACE}-${SPAN}-01.what`,
  ])('that is malformed is as good as none: %s', (text) => {
    expect(parseTraceparent(text)).toBeNull()
  })

  test('is written as it is read', () => {
    const text = `00-${TRACE}-${SPAN}-01`
    expect(formatTraceparent(parseTraceparent(text)!)).toBe(text)
  })
})

describe('a span', () => {
  test('belongs to the trace of its parent, under an identifier of its own', () => {
    const parent = { traceId: TRACE, spanId: SPAN, sampled: true }
    const child = spanBelow(parent)
    expect(child).toMatchObject({ traceId: TRACE, sampled: true })
    expect(parseTraceparent(formatTraceparent(child))).toEqual(child)
    expect(child.spanId).not.toBe(SPAN)
  })

  test('without a parent begins a trace that nobody records', () => {
    const first = spanBelow(null)
    expect(parseTraceparent(formatTraceparent(first))).toEqual(first)
    expect(first.sampled).toBe(false)
    expect(spanBelow(null).traceId).not.toBe(first.traceId)
  })
})
