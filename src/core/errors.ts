/**
 * What core throws when its input has no meaning. The edge turns it into problem details.
 *
 * `code` is stable and machine-readable; `path` is a JSON pointer into the input that was given.
 */
export class InvalidInput extends Error {
  readonly code: string
  readonly path: string

  constructor(code: string, path: string, message: string) {
    super(message)
    this.name = 'InvalidInput'
    this.code = code
    this.path = path
  }
}

/** What core throws when its caller asked it to stop; never a fault. */
export class Interrupted extends Error {
  constructor() {
    super('the computation was asked to stop')
    this.name = 'Interrupted'
  }
}

/**
 * What core throws when sound input leads a numerical method nowhere; the message says where it stopped and why.
 *
 * `code` is stable and machine-readable; `path` is a JSON pointer to what the method was given, where something else
 * might lead further.
 */
export class NumericalFailure extends Error {
  readonly code: string
  readonly path: string

  constructor(code: string, path: string, message: string) {
    super(message)
    this.name = 'NumericalFailure'
    this.code = code
    this.path = path
  }
}
