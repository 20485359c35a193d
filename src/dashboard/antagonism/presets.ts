import type { Preset } from '../../presets/preset.ts'
import { getJson } from '../service/client.ts'

/** Ready-made specs of some groups, in their order. */
export async function loadPresets(
  groups: readonly string[],
  signal?: AbortSignal,
): Promise<readonly Preset[]> {
  const { presets } = await getJson<{ presets: Preset[] }>('/v1/presets', signal)
  return presets.filter(({ group }) => groups.includes(group))
}
