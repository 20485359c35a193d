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
  Vector3,
  WebGLRenderer,
} from 'three'
import { onThemeChange, readTheme } from '../charts/theme.ts'
import { directionOf, type SurfaceView } from './surface-camera.ts'
import { frameOf } from './surface-frame.ts'
import type { SurfaceGeometry } from './surface-geometry.ts'

// Colours mean values here: they go to the screen as they are.
ColorManagement.enabled = false

/** The box in units of its width; what is written beside it has room within the picture's. */
const BOX = { width: 1, height: 0.62, depth: 1 } as const
const PICTURE = { width: 2.05, height: 1.55 } as const

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
    this.#aim(width / height)
    const { lines, labels } = frameOf(this.#surface, this.#view)
    this.#frame.geometry.setAttribute('position', new Float32BufferAttribute(lines.flat(), 3))
    this.#frame.material.color.set(readTheme().grid)
    this.#renderer.render(this.#scene, this.#camera)
    const at = new Vector3()
    this.#labels.replaceChildren(
      ...labels.map(({ text, at: place, title, side }) => {
        const label = document.createElement('span')
        label.textContent = text
        if (title) label.className = 'title'
        at.set(...place)
          .multiply(this.#scene.scale)
          .project(this.#camera)
        const [x, y] = [(0.5 + 0.5 * at.x) * width, (0.5 - 0.5 * at.y) * height]
        const beside = side === 'left' ? 'translate(calc(-100% - 6px), -50%)' : 'translate(-50%, -50%)'
        label.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) ${beside}`
        return label
      }),
    )
  }

  /** Puts the camera where the view is from, the whole box in the picture. */
  #aim(aspect: number): void {
    const half = 0.5 * Math.max(PICTURE.height, PICTURE.width / aspect)
    const camera = this.#camera
    camera.top = half
    camera.bottom = -half
    camera.left = -half * aspect
    camera.right = half * aspect
    camera.near = 0.1
    camera.far = 10
    camera.zoom = this.#view.zoom
    camera.position.set(...directionOf(this.#view)).multiplyScalar(4)
    camera.lookAt(0, -0.08, 0)
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
