import { useCallback, useId, useReducer } from 'preact/hooks'
import { formatNumber } from '../../look/numbers.ts'
import type { Playback } from './playback.ts'
import type { Run } from './run.ts'
import { useFrame } from './use-frame.ts'

/** Pause, play and scrub through what a descent has shown; the slider is even in the moments kept, as the chart is. */
export function PlaybackControls({ run, playback }: { readonly run: Run; readonly playback: Playback }) {
  const [, refresh] = useReducer((count: number) => count + 1, 0)
  const id = useId()
  const observe = useCallback((listener: () => void) => playback.observe(listener), [playback])
  useFrame(observe, () => refresh(undefined))
  const { moments } = run.history
  const shown = run.history.at(playback.chosen ?? Number.POSITIVE_INFINITY)
  if (shown === undefined) return <p role="status">Waiting for the first frame…</p>
  const place = playback.chosen === null ? moments.length - 1 : moments.indexOf(shown)
  const following = playback.chosen === null
  const ended = run.connection === 'ended'
  const moving = playback.isPlaying || (following && !ended)
  return (
    <div class="stack">
      <div class="row">
        <button
          type="button"
          disabled={following && ended}
          onClick={() => (moving ? playback.pause() : playback.choose(null))}
        >
          {moving ? 'Pause the view' : ended ? 'Show the end' : 'Follow live'}
        </button>
        <button type="button" onClick={() => playback.play()}>
          Play from the start
        </button>
        <dl class="facts inline" aria-label="What is shown">
          <div>
            <dt>iteration</dt>
            <dd data-testid="iteration">{shown.iteration}</dd>
          </div>
          <div>
            <dt>output T</dt>
            <dd data-testid="output">{formatNumber(shown.output, 7)}</dd>
          </div>
        </dl>
      </div>
      <label for={id} class="visually-hidden">
        Moment of the trajectory
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={Math.max(1, moments.length - 1)}
        value={place}
        aria-valuetext={`iteration ${shown.iteration}`}
        onInput={({ currentTarget }) => {
          const moment = moments[Number(currentTarget.value)]
          const isLast = moment === moments.at(-1)
          if (moment) playback.choose(isLast ? null : moment.iteration)
        }}
      />
    </div>
  )
}
