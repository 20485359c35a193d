/** The key is kept by the tab alone, and forgotten with it. */
const STORED_AS = 'antagon.key'

const listeners = new Set<() => void>()
let needed = false

/** Whether the service has refused a request for want of a key. */
export function isKeyNeeded(): boolean {
  return needed
}

/** Calls back whenever a key becomes needed or is given; returns how to stop. */
export function onKeyChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** To be called when the service asks for a key. */
export function needKey(): void {
  set(true)
}

/** Takes a key for all further requests. */
export function giveKey(key: string): void {
  sessionStorage.setItem(STORED_AS, key)
  set(false)
}

/** Whether this tab has a key. */
export function hasKey(): boolean {
  return sessionStorage.getItem(STORED_AS) !== null
}

/** The header that the service asks for, where there is a key. */
export function authorization(): { readonly authorization?: string } {
  const key = sessionStorage.getItem(STORED_AS)
  return key === null ? {} : { authorization: `Bearer ${key}` }
}

function set(value: boolean): void {
  needed = value
  for (const listener of listeners) listener()
}
