import { formatNumber } from '../../look/numbers.ts'

/** A share of images as people read it. */
export function percent(share: number): string {
  return `${formatNumber(100 * share, 3)} %`
}
