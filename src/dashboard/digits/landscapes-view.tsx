export function LandscapesView() {
  return <p>…</p>
}
