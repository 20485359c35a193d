const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** 10ⁿ as people write it. */
export function powerOfTen(exponent: number): string {
  if (exponent >= -2 && exponent <= 3) return String(10 ** exponent)
  const digits = String(Math.abs(exponent)).replaceAll(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!)
  return `10${exponent < 0 ? '⁻' : ''}${digits}`
}

/** A number for people: plain from 0.001 to a million but for 10⁴ and 10⁵, else with a power of ten. */
export function formatNumber(value: number, digits = 5): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '−∞' : 'none'
  const size = Math.abs(value)
  if (size === 0) return '0'
  const rounded = Number(value.toPrecision(digits))
  const [mantissa, exponent] = rounded.toExponential().split('e') as [string, string]
  const isPower = mantissa === '1' || mantissa === '-1'
  if (size >= 1e-3 && Math.abs(rounded) < (isPower ? 1e4 : 1e6)) return withMinus(String(rounded))
  const power = powerOfTen(Number(exponent))
  return withMinus(isPower ? mantissa.replace('1', power) : `${mantissa}·${power}`)
}

function withMinus(number: string): string {
  return number.replace('-', '−')
}
