import { LIGAND_COLOUR, ligandRole } from '../../look/ligands.ts'
import { formatNumber } from '../../look/numbers.ts'
import { type CellModelEntry, cellTexts, newCell, parameterOf } from '../forms/cell.ts'
import { ScrollBox } from '../ui/scroll-box.tsx'

/** A named set of ligands; binding times in s. */
export interface Panel {
  readonly name: string
  readonly title: string
  readonly source: string
  readonly ligands: readonly { readonly name: string; readonly bindingTime: number }[]
}

/** The model that was fitted to OT-1 T cells. */
const MODEL = 'revised-akpr'

/** The peptides, and what each is to the cell. */
export function PanelTable({
  panel: { title, source, ligands },
  models,
}: {
  readonly panel: Panel
  readonly models: readonly CellModelEntry[]
}) {
  const criticalBindingTime = parameterOf(cellTexts(newCell(MODEL), models), 'criticalBindingTime', models)
  return (
    <section class="card" aria-labelledby="panel-title">
      <h2 id="panel-title">{title}</h2>
      <ScrollBox label="Peptides and their binding times">
        <table class="data peptides">
          <thead>
            <tr>
              <th scope="col">Peptide</th>
              <th scope="col" class="number">
                Binding time τ (s)
              </th>
              <th scope="col">Role</th>
            </tr>
          </thead>
          <tbody>
            {ligands.map(({ name, bindingTime }) => {
              const role = ligandRole(bindingTime, criticalBindingTime)
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td class="number">{bindingTime.toFixed(2)}</td>
                  <td>
                    <span class="swatch" style={{ background: LIGAND_COLOUR[role] }} /> {role}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </ScrollBox>
      <p class="small faint">
        An agonist binds longer than τc = {formatNumber(criticalBindingTime)} s of the model’s parameters;
        below half of it a ligand counts as self. Source: {source}
      </p>
    </section>
  )
}
