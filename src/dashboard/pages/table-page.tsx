export function TablePage() {
  return <h1>table</h1>
}
