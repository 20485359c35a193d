import { getJson } from '../service/client.ts'
import type { AttackSpec } from './draft.ts'

/** A ready-made spec as the service gives it. */
export interface Preset<Spec = AttackSpec> {
  readonly name: string
  readonly group: string
  readonly title: string
  readonly description: string
  readonly source: string
  readonly path: string
  readonly body: Spec
}

export async function loadPresets(signal?: AbortSignal): Promise<readonly Preset[]> {
  return (await getJson<{ presets: Preset[] }>('/v1/presets', signal)).presets
}

/** Those that attack the ligands of a cell. */
export function presetsOf(presets: readonly Preset[]): readonly Preset[] {
  return presets.filter(
    ({ path, body }) => path === '/v1/attacks' && 'ligands' in body && 'model' in body.target,
  )
}
