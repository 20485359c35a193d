import type { Preset as AnyPreset } from '../../presets/preset.ts'
import { getJson } from './client.ts'

/** A ready-made spec as the service gives it. */
export type Preset<Spec = AnyPreset['body']> = Omit<AnyPreset, 'body'> & { readonly body: Spec }

export async function loadPresets(signal?: AbortSignal): Promise<readonly Preset[]> {
  return (await getJson<{ presets: Preset[] }>('/v1/presets', signal)).presets
}

/** The ready-made specs of some groups, in their order; their specs typed by whoever asks. */
export async function loadPresetsIn<Spec = AnyPreset['body']>(
  groups: readonly string[],
  signal?: AbortSignal,
): Promise<readonly Preset<Spec>[]> {
  const presets = await loadPresets(signal)
  return presets.filter(({ group }) => groups.includes(group)) as readonly Preset<Spec>[]
}
