import { useState } from 'preact/hooks'
import { Labelled } from '../forms/fields.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { distributionsOf } from './attack-methods.ts'
import { type Catalogue, type GroupTexts, type LigandsDraft, newGroup } from './draft.ts'
import { GroupFields } from './group-fields.tsx'
import { readPicture } from './read-picture.ts'

/** The ligands that the cell faces: populations, a picture that was dropped, or whatever else as JSON. */
export function LigandsFields({
  ligands,
  catalogue,
  criticalBindingTime,
  onLigands,
}: {
  readonly ligands: LigandsDraft
  readonly catalogue: Catalogue
  /** τc, in s. */
  readonly criticalBindingTime: number
  readonly onLigands: (ligands: LigandsDraft) => void
}) {
  const [error, setError] = useState<unknown>(null)
  const take = async (file: File | undefined) => {
    if (file === undefined) return
    try {
      onLigands(await readPicture(file, criticalBindingTime))
      setError(null)
    } catch {
      setError(new Error(`The browser cannot read “${file.name}” as a picture. Take a PNG, JPEG or SVG.`))
    }
  }
  return (
    <fieldset
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        void take(event.dataTransfer?.files[0])
      }}
    >
      <legend>Ligands</legend>
      {ligands.way === 'other' ? (
        <Labelled
          label="ligands as JSON"
          hint="bindingTimes, mixture, populations or image, as the API takes them"
        >
          {(ids) => (
            <textarea
              {...ids}
              rows={4}
              class="mono"
              value={ligands.json}
              onInput={({ currentTarget }) => onLigands({ way: 'other', json: currentTarget.value })}
            />
          )}
        </Labelled>
      ) : (
        <Groups ligands={ligands} catalogue={catalogue} onLigands={onLigands} />
      )}
      <div class="row">
        {ligands.way === 'populations' ? (
          <button
            type="button"
            onClick={() => onLigands({ way: 'populations', groups: [...ligands.groups, newGroup()] })}
          >
            Add a population
          </button>
        ) : (
          <button type="button" onClick={() => onLigands({ way: 'populations', groups: [newGroup()] })}>
            Use populations instead
          </button>
        )}
      </div>
      <Labelled
        label="Picture of ligands"
        hint="Choose a picture, or drop one anywhere here: one ligand a pixel."
      >
        {(ids) => (
          <input
            {...ids}
            type="file"
            accept="image/*"
            onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
          />
        )}
      </Labelled>
      {error !== null && <ErrorNotice error={error} />}
    </fieldset>
  )
}

function Groups({
  ligands,
  catalogue,
  onLigands,
}: {
  readonly ligands: Exclude<LigandsDraft, { way: 'other' }>
  readonly catalogue: Catalogue
  readonly onLigands: (ligands: LigandsDraft) => void
}) {
  const { way, groups } = ligands
  const change = (changed: readonly GroupTexts[]) => onLigands({ ...ligands, groups: changed })
  return (
    <>
      {way === 'picture' && (
        <p class="small">A picture: each of its grey levels stands for ligands of one kind.</p>
      )}
      {groups.map((group, i) => (
        <GroupFields
          key={i}
          group={group}
          counted={way === 'picture' ? 'grey value' : 'ligands'}
          distributions={distributionsOf(catalogue.methods)}
          onGroup={(changed) => change(groups.with(i, changed))}
          onRemove={way === 'populations' && groups.length > 1 ? () => change(groups.toSpliced(i, 1)) : null}
        />
      ))}
    </>
  )
}
