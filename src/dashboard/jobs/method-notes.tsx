import type { Method } from '../attack/attack-methods.ts'
import type { PropertySchema } from '../forms/schema.ts'
import { partsOf, wordsOf } from './schema-words.ts'

/** What a kind of job does, what it costs, where it comes from, and the fields of its spec. */
export function MethodNotes({ method }: { readonly method: Method }) {
  const { kind, title, source, costFormula, spec } = method
  return (
    <div class="stack">
      <h2>{title}</h2>
      <dl class="facts method">
        <div>
          <dt>Kind</dt>
          <dd>
            <code>{kind}</code>
          </dd>
        </div>
        <div>
          <dt>Cost</dt>
          <dd>{costFormula}</dd>
        </div>
        <div>
          <dt>Source</dt>
          <dd>{source}</dd>
        </div>
      </dl>
      <details class="group" open>
        <summary>Fields of the spec</summary>
        <Parts schema={spec} />
      </details>
    </div>
  )
}

/** The fields of an object, or of each of its alternatives. */
function Parts({ schema }: { readonly schema: PropertySchema }) {
  return (
    <>
      {partsOf(schema).map(({ name, schema: part }, i) =>
        name === '' ? (
          <FieldList key={i} schema={part} />
        ) : (
          <details key={i}>
            <summary>{name}</summary>
            <FieldList schema={part} />
          </details>
        ),
      )}
    </>
  )
}

function FieldList({ schema: { properties = {}, required = [] } }: { readonly schema: PropertySchema }) {
  return (
    <ul class="fields-of">
      {Object.entries(properties).map(([name, property]) => (
        <li key={name}>
          <code>{name}</code> <FieldWords schema={property} required={required.includes(name)} />
          {partsOf(property).length > 0 && (
            <details open={name === 'options'}>
              <summary>
                What stands in <code>{name}</code>
              </summary>
              <Parts schema={property} />
            </details>
          )}
        </li>
      ))}
    </ul>
  )
}

function FieldWords({ schema, required }: { readonly schema: PropertySchema; readonly required: boolean }) {
  const { description, default: fallback } = schema
  const words = [
    wordsOf(schema),
    required ? 'required' : fallback === undefined ? 'optional' : `${JSON.stringify(fallback)} when left out`,
  ]
  return (
    <>
      <span class="faint">({words.join('; ')})</span>
      {description !== undefined && <span class="small"> {description}</span>}
    </>
  )
}
