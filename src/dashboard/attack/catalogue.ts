import { loadModels } from '../forms/cell.ts'
import { loadPresets, type Preset } from '../service/presets.ts'
import { loadMethods } from './attack-methods.ts'
import type { Catalogue } from './draft.ts'

/** All that the service offers to attack a cell with. */
export async function loadCatalogue(
  signal: AbortSignal,
): Promise<Catalogue & { readonly presets: readonly Preset[] }> {
  const [models, methods, presets] = await Promise.all([
    loadModels(signal),
    loadMethods(signal),
    loadPresets(signal),
  ])
  return { models, methods, presets }
}
