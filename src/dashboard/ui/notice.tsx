import type { ComponentChildren } from 'preact'
import { ServiceProblem } from '../service/client.ts'

/** What went wrong, where, and what one may do; read out at once. */
export function ErrorNotice({
  error,
  children,
}: {
  readonly error: unknown
  readonly children?: ComponentChildren
}) {
  const problem = error instanceof ServiceProblem ? error.problem : null
  const message = error instanceof Error ? error.message : String(error)
  return (
    <div class="notice error" role="alert">
      <strong>{problem === null ? 'That did not work' : problem.title}</strong>
      <p>{sentence(message)}</p>
      {problem?.errors && problem.errors.length > 0 && (
        <ul>
          {problem.errors.map(({ path, message: what }) => (
            <li key={path + what}>
              {path !== '' && <code>{path}</code>} {what}
            </li>
          ))}
        </ul>
      )}
      {children}
    </div>
  )
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`
}
