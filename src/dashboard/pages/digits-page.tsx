export function DigitsPage() {
  return <h1>digits</h1>
}
