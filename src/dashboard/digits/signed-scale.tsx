import { blueWhiteRed } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import { gradientOf } from './gradient.ts'

/** What the colours of a perturbation mean. */
export function SignedScale({ most }: { readonly most: number }) {
  const reach = formatNumber(most, 2)
  return (
    <div class="scale small numeric">
      <span>Change of a pixel: darker −{reach}</span>
      <span class="ramp" aria-hidden="true" style={{ background: gradientOf(blueWhiteRed()) }} />
      <span>+{reach} brighter</span>
    </div>
  )
}
