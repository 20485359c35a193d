export function AttackPage() {
  return <h1>attack</h1>
}
