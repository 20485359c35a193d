import { useState } from 'preact/hooks'
import { giveKey, hasKey } from '../service/key.ts'

/** Asks for the key of a service that is not bound to loopback. */
export function KeyForm() {
  const [key, setKey] = useState('')
  const refused = hasKey()
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault()
        giveKey(key.trim())
      }}
    >
      <h1>A key is needed</h1>
      <p>This service answers only who has a key. It is kept in this tab and forgotten when you close it.</p>
      {refused && (
        <div class="notice error" role="alert">
          The service refused the key that you gave. Check that it was copied whole.
        </div>
      )}
      <label>
        Key
        <input
          type="password"
          autocomplete="off"
          required
          pattern="\s*[\w\-]+\s*"
          value={key}
          onInput={({ currentTarget }) => setKey(currentTarget.value)}
        />
      </label>
      <div class="row">
        <button class="primary" type="submit">
          Use this key
        </button>
      </div>
    </form>
  )
}
