export function AntagonismPage() {
  return <h1>antagonism</h1>
}
