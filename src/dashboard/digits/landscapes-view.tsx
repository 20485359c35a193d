import { loadPresetsIn, type Preset } from '../service/presets.ts'
import { WhenLoaded } from '../ui/loading.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import { useQuery } from '../ui/use-query.ts'
import { LandscapeSide, type LandscapeSpec } from './landscape-side.tsx'

/** A network's landscape beside a cell's. */
export function LandscapesView() {
  const [presets, again] = useLoaded('landscapes', (signal) =>
    loadPresetsIn<LandscapeSpec>(['landscapes'], signal),
  )
  return (
    <WhenLoaded loaded={presets} what="the landscapes there are" again={again}>
      {(value) => <Landscapes presets={value} />}
    </WhenLoaded>
  )
}

function Landscapes({ presets }: { readonly presets: readonly Preset<LandscapeSpec>[] }) {
  const [query, change] = useQuery()
  const ofNetworks = presets.filter(({ body }) => 'classifier' in body.target)
  const ofCells = presets.filter(({ body }) => 'model' in body.target)
  return (
    <div class="stack">
      <p class="page-head">
        Without a critical point the gradient leads straight over the boundary; with one the landscape is flat
        around natural inputs and steep near the boundary.
      </p>
      <div class="columns">
        <LandscapeSide
          title="A network"
          presets={ofNetworks}
          name={query.network}
          job={query.left}
          onName={(network) => change({ network, left: null })}
          onJob={(left) => change({ left }, true)}
        />
        <LandscapeSide
          title="A cell"
          presets={ofCells}
          name={query.cell}
          job={query.right}
          onName={(cell) => change({ cell, right: null })}
          onJob={(right) => change({ right }, true)}
        />
      </div>
    </div>
  )
}
