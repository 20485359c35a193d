export function SubmitPage() {
  return <h1>submit</h1>
}
