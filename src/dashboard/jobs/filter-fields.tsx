import type { Method } from '../attack/attack-methods.ts'
import { Labelled } from '../forms/fields.tsx'
import type { Job } from '../service/client.ts'
import type { JobFilter } from './job-filter.ts'

const TYPES: readonly Job['type'][] = ['attack', 'simulation', 'training']
const STATUSES: readonly Job['status'][] = ['queued', 'running', 'succeeded', 'failed', 'cancelled']
const PAGE_SIZES = ['10', '25', '50', '100', '200']

/** As many as the service gives when nothing is said. */
const USUAL_PAGE_SIZE = '50'

/** Which jobs the list shows. */
export function FilterFields({
  filter,
  methods,
  onFilter,
}: {
  readonly filter: JobFilter
  /** None until they are known. */
  readonly methods: readonly Method[]
  /** What is changed; '' for any. */
  readonly onFilter: (change: JobFilter) => void
}) {
  const { type = '', kind = '', status = '', limit = USUAL_PAGE_SIZE } = filter
  const ofType = methods.filter((method) => type === '' || method.type === type)
  return (
    <fieldset class="card job-filters" aria-label="Filter">
      <Choice
        label="Type"
        any="any type"
        value={type}
        choices={TYPES}
        // A kind belongs to one type.
        onChoice={(chosen) => onFilter({ type: chosen, kind: '' })}
      />
      <Choice
        label="Kind"
        any="any kind"
        value={kind}
        choices={[...new Set(ofType.map((method) => method.kind))]}
        onChoice={(chosen) => onFilter({ kind: chosen })}
      />
      <Choice
        label="Status"
        any="any status"
        value={status}
        choices={STATUSES}
        onChoice={(chosen) => onFilter({ status: chosen })}
      />
      <Choice
        label="Jobs on a page"
        value={limit}
        choices={PAGE_SIZES}
        onChoice={(chosen) => onFilter({ limit: chosen === USUAL_PAGE_SIZE ? '' : chosen })}
      />
    </fieldset>
  )
}

function Choice({
  label,
  any,
  value,
  choices,
  onChoice,
}: {
  readonly label: string
  readonly any?: string
  readonly value: string
  readonly choices: readonly string[]
  readonly onChoice: (choice: string) => void
}) {
  // What an address asks for is shown too where it is no usual choice.
  const shown = value === '' || choices.includes(value) ? choices : [...choices, value]
  return (
    <Labelled label={label}>
      {(ids) => (
        <select {...ids} value={value} onChange={({ currentTarget }) => onChoice(currentTarget.value)}>
          {any !== undefined && <option value="">{any}</option>}
          {shown.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}
