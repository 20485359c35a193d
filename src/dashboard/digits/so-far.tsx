import type { RightSoFar } from './right-so-far.ts'

/** What an attack that has not ended has done. */
export function SoFar({ counts: { images, clean, attacked } }: { readonly counts: RightSoFar }) {
  if (images === 0) return <p class="faint">No image has been attacked yet.</p>
  const after = attacked.join(', ')
  return (
    <p class="numeric">
      So far {images} images attacked: {clean} told rightly before, {after} after
      {attacked.length > 1 && ' the sizes in their order'}.
    </p>
  )
}
