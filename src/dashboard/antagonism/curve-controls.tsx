import { type CellModelEntry, cellTexts, schemaOf } from '../forms/cell.ts'
import { Labelled } from '../forms/fields.tsx'
import { ModelField } from '../forms/model-field.tsx'
import type { Preset } from '../service/presets.ts'
import { type CurveChoice, newChoice } from './curve-choice.ts'
import { Slider } from './slider.tsx'
import { LIGAND_SLIDERS, parameterSlider } from './sliders.ts'

/** Parameters that are always in view; the others are folded away. */
const FOREMOST: readonly string[] = [
  'N',
  'm',
  'criticalBindingTime',
  'steps',
  'feedbackStep',
  'phosphorylationRate',
]

interface ControlProps {
  readonly models: readonly CellModelEntry[]
  readonly choice: CurveChoice
  readonly onChoice: (choice: CurveChoice) => void
}

/** The model, its parameters and the ligands, as sliders. */
export function CurveControls({
  presets,
  atFault,
  ...props
}: ControlProps & {
  readonly presets: readonly Preset[]
  /** Names of the fields that were refused. */
  readonly atFault: ReadonlySet<string>
}) {
  const { models, choice, onChoice } = props
  const { cell, ligands } = choice
  const parameters = Object.entries(schemaOf(cell.model, models).properties ?? {})
  const isForemost = ([name]: (typeof parameters)[number]) => FOREMOST.includes(name)
  const others = parameters.filter((parameter) => !isForemost(parameter))
  const slider = ([name, schema]: (typeof parameters)[number]) => (
    <Slider
      key={name}
      range={parameterSlider(name, schema)}
      text={cell.parameters[name] ?? ''}
      invalid={atFault.has(name)}
      onText={(text) =>
        onChoice({ ...choice, cell: { ...cell, parameters: { ...cell.parameters, [name]: text } } })
      }
    />
  )
  return (
    <>
      <ModelField
        models={props.models}
        model={props.choice.cell.model}
        onModel={(model) => props.onChoice(newChoice(model, props.models))}
      />
      <PresetChoice {...props} presets={presets} />
      <fieldset>
        <legend>Cell</legend>
        {parameters.filter(isForemost).map(slider)}
        {others.length > 0 && (
          // What was set is seen, also by those who were sent the address.
          <details open={others.some(([name]) => (cell.parameters[name] ?? '') !== '')}>
            <summary>More parameters ({others.length})</summary>
            <div class="stack">{others.map(slider)}</div>
          </details>
        )}
      </fieldset>
      <fieldset>
        <legend>Ligands</legend>
        {(['tau1', 'L1', 'L2'] as const).map((name) => (
          <Slider
            key={name}
            range={LIGAND_SLIDERS[name]}
            text={ligands[name]}
            invalid={atFault.has(name)}
            onText={(text) => onChoice({ ...choice, ligands: { ...ligands, [name]: text } })}
          />
        ))}
      </fieldset>
    </>
  )
}

/** What of a preset's spec the curve takes. */
interface PotentialSpec {
  readonly target: { readonly model: string; readonly parameters: Readonly<Record<string, number>> }
  readonly agonist: { readonly bindingTime: number; readonly quantity: number }
  readonly antagonist: { readonly quantity: number }
}

function PresetChoice({
  models,
  choice,
  onChoice,
  presets,
}: ControlProps & { readonly presets: readonly Preset[] }) {
  const choices = presets.map(({ name, body }) => {
    const { target, agonist, antagonist } = body as unknown as PotentialSpec
    const { N, m } = target.parameters
    const ligands = {
      tau1: String(agonist.bindingTime),
      L1: String(agonist.quantity),
      L2: String(antagonist.quantity),
    }
    return {
      name,
      label: `(${N}, ${m})`,
      choice: { cell: cellTexts(target, models), ligands, shown: 'output' as const },
    }
  })
  const same = choices.find((preset) => isSame(preset.choice, choice))
  return (
    <Labelled label="Antagonism potential of the paper, (N, m)">
      {(ids) => (
        <select
          {...ids}
          value={same?.name ?? ''}
          onChange={({ currentTarget }) => {
            const chosen = choices.find(({ name }) => name === currentTarget.value)
            if (chosen) onChoice(chosen.choice)
          }}
        >
          <option value="">none of them</option>
          {choices.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}

/** Whether two choices are about the same cell and ligands. */
function isSame(a: CurveChoice, b: CurveChoice): boolean {
  return JSON.stringify([a.cell, a.ligands]) === JSON.stringify([b.cell, b.ligands])
}
