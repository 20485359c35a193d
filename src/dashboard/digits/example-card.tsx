import { formatNumber } from '../../look/numbers.ts'
import { DigitPicture } from './digit-picture.tsx'
import type { Answer, ShownExample } from './examples.ts'

/** One digit before and after an attack, what was changed, and what came of it. */
export function ExampleCard({ example }: { readonly example: ShownExample }) {
  const { label, index, clean, attacked, before, perturbation, after, throughFilter, size } = example
  const [verdict, words] = verdictOf(example)
  return (
    <li class="example">
      <p class="row spread">
        <span>
          A {label} <span class="small faint numeric">image {index}</span>
        </span>
        <span class={`verdict ${verdict}`}>{words}</span>
      </p>
      <div class="pictures">
        <figure>
          <DigitPicture bytes={before} label={`A ${label} before the attack`} />
          <figcaption>before</figcaption>
        </figure>
        <figure>
          <DigitPicture bytes={perturbation} label="The perturbation, magnified" />
          <figcaption>change</figcaption>
        </figure>
        <figure>
          <DigitPicture bytes={after} label={`The ${label} after the attack`} />
          <figcaption>after</figcaption>
        </figure>
        {throughFilter && (
          <figure>
            <DigitPicture
              bytes={throughFilter}
              label={`The attacked ${label} as it comes through the Hill filter`}
            />
            <figcaption>filtered</figcaption>
          </figure>
        )}
      </div>
      <p class="small numeric">
        Before: {answerText(clean)}. After{size !== null && ` a change of ${formatNumber(size, 3)}`}:{' '}
        {answerText(attacked)}.
      </p>
    </li>
  )
}

function answerText({ told, margin }: Answer): string {
  return `told as a ${told} (margin ${formatNumber(margin, 3)})`
}

function verdictOf({ clean, attacked }: ShownExample): readonly [name: string, words: string] {
  if (!clean.right) return ['wrong', 'wrong even before']
  return attacked.right ? ['right', 'told rightly'] : ['misled', 'misled']
}
