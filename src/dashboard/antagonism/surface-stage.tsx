import { useEffect, useRef, useState } from 'preact/hooks'
import { WhenLoaded } from '../ui/loading.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import { useQuery } from '../ui/use-query.ts'
import { FIRST_VIEW, pressed, type SurfaceView, turned, viewOf, viewText } from './surface-camera.ts'
import type { SurfaceGeometry } from './surface-geometry.ts'
import type { SurfaceScene } from './surface-scene.ts'

/** The address follows the view once it has rested so long. */
const REST_MS = 250

/** Degrees for each px that is dragged. */
const DRAG = 0.5

const BUTTONS: readonly (readonly [key: string, sign: string, label: string])[] = [
  ['ArrowLeft', '←', 'Turn to the left'],
  ['ArrowRight', '→', 'Turn to the right'],
  ['ArrowUp', '↑', 'Look from higher up'],
  ['ArrowDown', '↓', 'Look from lower down'],
  ['+', '+', 'Zoom in'],
  ['-', '−', 'Zoom out'],
]

/** A surface that is turned by dragging, by keys and by buttons; from where it is seen stands in the address. */
export function SurfaceStage({
  surface,
  summary,
}: {
  readonly surface: SurfaceGeometry
  readonly summary: string
}) {
  const [view, turn] = useView()
  // What draws in three dimensions is large, and only needed here.
  const [scene, again] = useLoaded('three', () => import('./surface-scene.ts'))
  return (
    <>
      <WhenLoaded loaded={scene} what="the drawing" again={again}>
        {({ SurfaceScene: Scene }) => (
          <Stage Scene={Scene} surface={surface} summary={summary} view={view} onTurn={turn} />
        )}
      </WhenLoaded>
      <div class="row">
        {BUTTONS.map(([key, sign, label]) => (
          <button
            type="button"
            key={key}
            aria-label={label}
            title={label}
            onClick={() => turn((before) => pressed(before, key) ?? before)}
          >
            {sign}
          </button>
        ))}
        <button type="button" onClick={() => turn(() => FIRST_VIEW)}>
          Reset the view
        </button>
      </div>
    </>
  )
}

type Turn = (view: SurfaceView) => SurfaceView

function useView(): [view: SurfaceView, turn: (turn: Turn) => void] {
  const [query, change] = useQuery()
  const [view, setView] = useState(() => viewOf(query.turn))
  // Several drags may come before the page is rendered anew: each turns what the one before left.
  const newest = useRef(view)
  newest.current = view
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    // While a change is still to be written, the address is behind.
    if (timer.current === undefined) setView(viewOf(query.turn))
  }, [query.turn])
  useEffect(() => () => clearTimeout(timer.current), [])
  return [
    view,
    (turn) => {
      const next = turn(newest.current)
      newest.current = next
      setView(next)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => {
        timer.current = undefined
        change({ turn: viewText(next) })
      }, REST_MS)
    },
  ]
}

function Stage({
  Scene,
  surface,
  summary,
  view,
  onTurn,
}: {
  readonly Scene: typeof SurfaceScene
  readonly surface: SurfaceGeometry
  readonly summary: string
  readonly view: SurfaceView
  readonly onTurn: (turn: Turn) => void
}) {
  const holder = useRef<HTMLDivElement>(null)
  const scene = useRef<SurfaceScene>(undefined)
  useEffect(() => {
    scene.current = new Scene(holder.current!, surface, view)
    return () => scene.current?.destroy()
  }, [surface])
  useEffect(() => scene.current?.setView(view), [view])
  return (
    <div
      class="scene"
      ref={holder}
      role="img"
      aria-label={`Surface to be turned with the arrow keys, + and −. ${summary}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what turns by key must be reached by keyboard
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || pressed(view, event.key) === null) return
        event.preventDefault()
        onTurn((before) => pressed(before, event.key) ?? before)
      }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.buttons === 0) return
        onTurn((before) => turned(before, -DRAG * event.movementX, DRAG * event.movementY))
      }}
    />
  )
}
