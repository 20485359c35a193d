import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LatestOnly, type Outcome } from '../../src/dashboard/antagonism/latest.ts'

describe('asking for the latest only', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  function recorder() {
    const outcomes: Outcome<string>[] = []
    const answers = new Map<string, PromiseWithResolvers<string>>()
    const ask = (key: string) => () => {
      const answer = Promise.withResolvers<string>()
      answers.set(key, answer)
      return answer.promise
    }
    const settled = () => vi.advanceTimersByTimeAsync(0)
    return { outcomes, answers, ask, settled, note: (outcome: Outcome<string>) => outcomes.push(outcome) }
  }

  it('asks one question at a time, and of those that come meanwhile the newest', async () => {
    const { outcomes, answers, ask, settled, note } = recorder()
    const latest = new LatestOnly<string>(0, note)
    for (const key of ['a', 'b', 'c']) latest.want(key, ask(key))
    expect([...answers.keys()]).toEqual(['a'])
    answers.get('a')!.resolve('A')
    await settled()
    expect([...answers.keys()]).toEqual(['a', 'c'])
    answers.get('c')!.resolve('C')
    await settled()
    expect(outcomes).toEqual([
      { key: 'a', value: 'A' },
      { key: 'c', value: 'C' },
    ])
  })

  it('tells of a failure with its key and goes on', async () => {
    const { outcomes, answers, ask, settled, note } = recorder()
    const latest = new LatestOnly<string>(0, note)
    latest.want('a', ask('a'))
    latest.want('b', ask('b'))
    const refusal = new Error('refused')
    answers.get('a')!.reject(refusal)
    await settled()
    answers.get('b')!.resolve('B')
    await settled()
    expect(outcomes).toEqual([
      { key: 'a', error: refusal },
      { key: 'b', value: 'B' },
    ])
  })

  it('asks nothing before it has been quiet for the time given', async () => {
    const { answers, ask, note } = recorder()
    const latest = new LatestOnly<string>(150, note)
    latest.want('a', ask('a'))
    await vi.advanceTimersByTimeAsync(100)
    latest.want('b', ask('b'))
    await vi.advanceTimersByTimeAsync(149)
    expect([...answers.keys()]).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect([...answers.keys()]).toEqual(['b'])
  })

  it('waits for quiet also when an answer comes in between', async () => {
    const { answers, ask, note } = recorder()
    const latest = new LatestOnly<string>(150, note)
    latest.want('a', ask('a'))
    await vi.advanceTimersByTimeAsync(150)
    latest.want('b', ask('b'))
    answers.get('a')!.resolve('A')
    await vi.advanceTimersByTimeAsync(149)
    expect([...answers.keys()]).toEqual(['a'])
    await vi.advanceTimersByTimeAsync(1)
    expect([...answers.keys()]).toEqual(['a', 'b'])
  })

  it('tells nothing more once it was left', async () => {
    const { outcomes, answers, ask, settled, note } = recorder()
    const latest = new LatestOnly<string>(0, note)
    latest.want('a', ask('a'))
    latest.want('b', ask('b'))
    latest.leave()
    answers.get('a')!.resolve('A')
    await settled()
    expect(outcomes).toEqual([])
    expect([...answers.keys()]).toEqual(['a'])
  })
})
