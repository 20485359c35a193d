import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

interface Operation {
  readonly requestBody?: unknown
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}

/** The parts of an OpenAPI document that are used here. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** Holds answers, and bodies of requests, against the OpenAPI document that the service itself gives. */
export class Contract {
  readonly #document: OpenApiDocument
  // Only the document's `$ref`s are followed; discriminators are hints for error messages.
  readonly #ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    allErrors: true,
    code: { optimize: false },
  })
  readonly #validators = new Map<string, ValidateFunction>()

  constructor(document: OpenApiDocument) {
    this.#document = document
    this.#ajv.addSchema(document, 'openapi')
  }

  /** What is wrong with an answer, or null: an undocumented status, media type or shape. */
  faultOf(method: string, path: string, status: number, mediaType: string, body: unknown): string | null {
    const template = this.#templateOf(method, path)
    // What is not in the document has no answer but a problem.
    if (template === undefined) return this.#mismatch(['components', 'schemas', 'Problem'], body)
    const verb = method.toLowerCase()
    const answer = this.#document.paths[template]![verb]!.responses[status]
    if (answer === undefined) return `${method} ${template} does not document the status ${status}`
    if (answer.content === undefined)
      return mediaType === '' ? null : `${status} has no body, not ${mediaType}`
    if (!(mediaType in answer.content)) return `${method} ${template} does not document ${mediaType}`
    if (!mediaType.endsWith('json')) return null
    return this.#mismatch(
      ['paths', template, verb, 'responses', `${status}`, 'content', mediaType, 'schema'],
      body,
    )
  }

  /** What is wrong with the JSON body of a request, or null. */
  faultOfRequest(method: string, path: string, body: unknown): string | null {
    const verb = method.toLowerCase()
    const template = this.#templateOf(method, path)
    if (template === undefined) return `there is no ${method} ${path}`
    return this.#mismatch(
      ['paths', template, verb, 'requestBody', 'content', 'application/json', 'schema'],
      body,
    )
  }

  #templateOf(method: string, path: string): string | undefined {
    const candidates = Object.keys(this.#document.paths).filter((template) => {
      const pattern = template.replace(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')
      return new RegExp(`^${pattern}$`).test(path) && method.toLowerCase() in this.#document.paths[template]!
    })
    return candidates.find((template) => template === path) ?? candidates[0]
  }

  #mismatch(place: readonly string[], body: unknown): string | null {
    const pointer = place.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    const reference = `openapi#/${pointer.join('/')}`
    const validate = this.#validators.get(reference) ?? this.#ajv.compile({ $ref: reference })
    this.#validators.set(reference, validate)
    if (validate(body)) return null
    return `${place.join(' ')}: ${this.#ajv.errorsText(validate.errors)}`
  }
}
