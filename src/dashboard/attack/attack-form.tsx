import { parameterOf } from '../forms/cell.ts'
import { CellFields } from '../forms/cell-fields.tsx'
import { Labelled, SchemaFields } from '../forms/fields.tsx'
import { cellAttacks, optionsSchema } from './attack-methods.ts'
import type { AttackDraft, Catalogue } from './draft.ts'
import { LigandsFields } from './ligands-fields.tsx'

/** All that an attack on a cell is given, and the button that starts it. */
export function AttackForm({
  draft,
  catalogue,
  busy,
  onDraft,
  onSubmit,
}: {
  readonly draft: AttackDraft
  readonly catalogue: Catalogue
  readonly busy: boolean
  readonly onDraft: (draft: AttackDraft) => void
  readonly onSubmit: () => void
}) {
  const { kind, seed, cell, ligands, options, others } = draft
  const schema = optionsSchema(catalogue.methods, kind)
  const attacks = cellAttacks(catalogue.methods)
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <button class="primary" type="submit" disabled={busy}>
        {busy ? 'Submitting…' : 'Attack'}
      </button>
      <CellFields
        models={catalogue.models}
        cell={cell}
        onCell={(changed) => onDraft({ ...draft, cell: changed })}
      />
      <LigandsFields
        ligands={ligands}
        catalogue={catalogue}
        criticalBindingTime={parameterOf(cell, 'criticalBindingTime', catalogue.models)}
        onLigands={(changed) => onDraft({ ...draft, ligands: changed })}
      />
      <fieldset>
        <legend>Attack</legend>
        <Labelled label="Kind" hint={attacks.find((method) => method.kind === kind)?.title}>
          {(ids) => (
            <select
              {...ids}
              value={kind}
              onChange={({ currentTarget }) =>
                onDraft({ ...draft, kind: currentTarget.value, options: startOptions(currentTarget.value) })
              }
            >
              {attacks.map((method) => (
                <option key={method.kind} value={method.kind}>
                  {method.kind}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <details class="group" open={kind !== 'gradient-descent'}>
          <summary>Options and seed</summary>
          <SchemaFields
            schema={schema}
            texts={options}
            onTexts={(changed) => onDraft({ ...draft, options: changed })}
          />
          <Labelled label="seed" hint="Decides every random number; without one the service draws it.">
            {(ids) => (
              <input
                {...ids}
                type="number"
                min={0}
                max={4294967295}
                step={1}
                value={seed}
                onInput={({ currentTarget }) => onDraft({ ...draft, seed: currentTarget.value })}
              />
            )}
          </Labelled>
        </details>
        <details class="group" open={others !== ''}>
          <summary>Other fields</summary>
          <Labelled label="as JSON" hint="coordinates, bounds, attackable: see the API">
            {(ids) => (
              <textarea
                {...ids}
                class="mono"
                rows={2}
                value={others}
                onInput={({ currentTarget }) => onDraft({ ...draft, others: currentTarget.value })}
              />
            )}
          </Labelled>
        </details>
      </fieldset>
    </form>
  )
}

/** What the options of a kind start with where it needs one. */
function startOptions(kind: string) {
  return kind === 'gradient-descent'
    ? PICTURED
    : { epsilon: kind === 'few-coordinate' ? '1, 10, 100' : '0.05, 0.1, 0.2' }
}

/** A descent that is to be watched shows its ligands so often. */
export const PICTURED = { pictures: '60' } as const
