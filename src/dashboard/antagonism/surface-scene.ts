import {
  BufferGeometry,
  ColorManagement,
  DoubleSide,
  Float32BufferAttribute,
  LinearSRGBColorSpace,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  OrthographicCamera,
  Scene,
  Uint32BufferAttribute,
  Vector2,
  Vector3,
  WebGLRenderer,
} from 'three'
import { onThemeChange, readTheme } from '../charts/theme.ts'
import { directionOf, type SurfaceView } from './surface-camera.ts'
import { type FrameLabel, frameOf } from './surface-frame.ts'
import type { SurfaceGeometry } from './surface-geometry.ts'

// Colours mean values here: they go to the screen as they are.
ColorManagement.enabled = false

/** The box in units of its width, and how much of the picture it takes, turned as it may be. */
const BOX = { width: 1, height: 0.75, depth: 1 } as const
const SPAN = 1.45

/** Room for what is written beside the box, in px. */
const MARGIN = { x: 62, y: 40 } as const

/** About the size of a letter, in px: what is measured on the screen would have to be laid out first. */
const LETTER = { width: 7, height: 14 } as const

/** Letters of the longest tick, beyond which the title of its axis is written. */
const TICK_LETTERS = 5

/** What lies towards who looks has hardly a direction on the screen: then it is written below, by so many px. */
const DOWN = 20

/** A surface in its box, drawn when something has changed and at no other time. */
export class SurfaceScene {
  readonly #holder: HTMLElement
  readonly #surface: SurfaceGeometry
  readonly #renderer = new WebGLRenderer({ antialias: true, alpha: true })
  readonly #scene = new Scene()
  readonly #camera = new OrthographicCamera()
  readonly #frame = new LineSegments(new BufferGeometry(), new LineBasicMaterial())
  readonly #labels = document.createElement('div')
  readonly #resizing = new ResizeObserver(() => this.#drawSoon())
  readonly #stopTheme: () => void
  #view: SurfaceView
  #drawing: number | undefined

  constructor(holder: HTMLElement, surface: SurfaceGeometry, view: SurfaceView) {
    this.#holder = holder
    this.#surface = surface
    this.#view = view
    this.#renderer.outputColorSpace = LinearSRGBColorSpace
    this.#renderer.setPixelRatio(devicePixelRatio)
    this.#labels.ariaHidden = 'true'
    holder.append(this.#renderer.domElement, this.#labels)
    this.#scene.scale.set(BOX.width, BOX.height, BOX.depth)
    this.#scene.add(...meshesOf(surface), this.#frame)
    this.#renderer.domElement.addEventListener('webglcontextrestored', () => this.#drawSoon())
    this.#resizing.observe(holder)
    this.#stopTheme = onThemeChange(() => this.#drawSoon())
    this.#draw()
  }

  setView(view: SurfaceView): void {
    this.#view = view
    this.#drawSoon()
  }

  destroy(): void {
    if (this.#drawing !== undefined) cancelAnimationFrame(this.#drawing)
    this.#resizing.disconnect()
    this.#stopTheme()
    this.#scene.traverse((object) => {
      if (!(object instanceof Mesh || object instanceof LineSegments)) return
      object.geometry.dispose()
      object.material.dispose()
    })
    this.#renderer.dispose()
    // Browsers keep only so many contexts, and let go of forgotten ones when they like.
    this.#renderer.forceContextLoss()
    this.#renderer.domElement.remove()
    this.#labels.remove()
  }

  #drawSoon(): void {
    this.#drawing ??= requestAnimationFrame(() => this.#draw())
  }

  #draw(): void {
    this.#drawing = undefined
    const { clientWidth: width, clientHeight: height } = this.#holder
    if (width === 0 || height === 0) return
    this.#renderer.setSize(width, height)
    this.#aim(width, height)
    const { lines, labels } = frameOf(this.#surface, this.#view)
    this.#frame.geometry.setAttribute('position', new Float32BufferAttribute(lines.flat(), 3))
    this.#frame.material.color.set(readTheme().grid)
    this.#renderer.render(this.#scene, this.#camera)
    this.#labels.replaceChildren(...labels.map((label) => this.#written(label, width, height)))
  }

  /** A text at its place on the screen, moved away from the box so that the two stay apart at every size. */
  #written({ text, at, out, title }: FrameLabel, width: number, height: number): HTMLElement {
    const [x, y] = this.#onScreen(at, width, height)
    const [x1, y1] = this.#onScreen([at[0] + out[0], at[1] + out[1], at[2] + out[2]], width, height)
    const away = new Vector2(x1 - x, y1 - y + (out[1] === 0 ? DOWN : 0)).normalize()
    const beyond = (letters: number) =>
      Math.abs(away.x) * letters * LETTER.width + Math.abs(away.y) * LETTER.height
    const room = 0.5 * beyond(text.length) + 5
    away.multiplyScalar(title && out[1] === 0 ? room + 1.1 * beyond(TICK_LETTERS) + 5 : room)
    const half = 0.6 * text.length * LETTER.width
    const label = document.createElement('span')
    label.textContent = text
    if (title) label.className = 'title'
    const left = Math.max(half, Math.min(width - half, x + away.x))
    label.style.transform = `translate(${left.toFixed(1)}px, ${(y + away.y).toFixed(1)}px) translate(-50%, -50%)`
    return label
  }

  #onScreen(place: FrameLabel['at'], width: number, height: number): [x: number, y: number] {
    const { x, y } = new Vector3(...place).multiply(this.#scene.scale).project(this.#camera)
    return [(0.5 + 0.5 * x) * width, (0.5 - 0.5 * y) * height]
  }

  /** Puts the camera where the view is from, the whole box in the picture. */
  #aim(width: number, height: number): void {
    const unitsPerPx = Math.max(SPAN / (width - 2 * MARGIN.x), SPAN / (height - 2 * MARGIN.y))
    const camera = this.#camera
    camera.top = 0.5 * unitsPerPx * height
    camera.bottom = -camera.top
    camera.right = 0.5 * unitsPerPx * width
    camera.left = -camera.right
    camera.near = 0.1
    camera.far = 10
    camera.zoom = this.#view.zoom
    camera.position.set(...directionOf(this.#view)).multiplyScalar(4)
    camera.lookAt(0, 0, 0)
    camera.updateProjectionMatrix()
    camera.updateMatrixWorld()
  }
}

function meshesOf({ positions, colours, triangles, lines }: SurfaceGeometry): [Mesh, LineSegments] {
  const corners = new Float32BufferAttribute(positions, 3)
  const faces = new BufferGeometry()
  faces.setAttribute('position', corners)
  faces.setAttribute('color', new Float32BufferAttribute(colours, 3))
  faces.setIndex(new Uint32BufferAttribute(triangles, 1))
  const shape = new BufferGeometry()
  shape.setAttribute('position', corners)
  shape.setIndex(new Uint32BufferAttribute(lines, 1))
  return [
    new Mesh(
      faces,
      // A little further away than it is, so that the lines on it are seen.
      new MeshBasicMaterial({
        vertexColors: true,
        side: DoubleSide,
        polygonOffset: true,
        polygonOffsetFactor: 1,
        polygonOffsetUnits: 1,
      }),
    ),
    new LineSegments(shape, new LineBasicMaterial({ color: '#000000', transparent: true, opacity: 0.4 })),
  ]
}
