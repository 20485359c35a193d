/** Where values are kept that are too large for Redis. All processes that share a store share it. */
export interface BlobStore {
  /** Keeps bytes under a name that nothing has had: letters, digits and hyphens. Durable when it is fulfilled. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Undefined when there is nothing of this name. */
  get(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>
  /** Those that are not there are no error. */
  delete(keys: readonly string[]): Promise<void>
}

/** What goes elsewhere: values of at least so many bytes. */
export interface LargeValues {
  readonly store: BlobStore
  readonly bytes: number
}
