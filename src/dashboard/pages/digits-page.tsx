import '../styles/digits.css'
import { type View, Views } from '../ui/views.tsx'

const VIEWS: readonly View[] = [
  {
    name: 'gallery',
    label: 'Gallery',
    load: async () => (await import('../digits/gallery-view.tsx')).GalleryView,
  },
  {
    name: 'curves',
    label: 'Accuracy against ε',
    load: async () => (await import('../digits/curves-view.tsx')).CurvesView,
  },
  {
    name: 'matrix',
    label: 'Robustness matrix',
    load: async () => (await import('../digits/matrix-view.tsx')).MatrixView,
  },
  {
    name: 'landscapes',
    label: 'Landscapes',
    load: async () => (await import('../digits/landscapes-view.tsx')).LandscapesView,
  },
]

/** Networks that tell digits apart, under the attacks that cells are under. */
export function DigitsPage() {
  return (
    <div class="page">
      <div class="page-head">
        <h1>Digits</h1>
        <p>
          The other half of the analogy: a network that tells two handwritten digits apart decides by its
          margin, as a cell does by its output. The same attacks move its pixels, and a Hill filter before it
          works as proofreading does.
        </p>
      </div>
      <Views views={VIEWS} label="Views of digits" />
    </div>
  )
}
