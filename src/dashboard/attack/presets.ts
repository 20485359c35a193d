import type { Preset } from '../service/presets.ts'
import type { AttackSpec } from './draft.ts'

/** Those of the presets that attack the ligands of a cell. */
export function cellAttackPresets(presets: readonly Preset[]): readonly Preset<AttackSpec>[] {
  const found = presets.filter(({ path, body }) => {
    const { ligands, target } = body as { ligands?: object; target?: object }
    return path === '/v1/attacks' && ligands !== undefined && 'model' in (target ?? {})
  })
  return found as unknown as readonly Preset<AttackSpec>[]
}
