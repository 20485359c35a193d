import { loadPresets, type Preset } from '../attack/presets.ts'

/** The ready-made specs of a group, in their order. */
export async function presetsIn<Spec>(group: string, signal: AbortSignal): Promise<readonly Preset<Spec>[]> {
  const presets = (await loadPresets(signal)) as readonly Preset<unknown>[]
  return presets.filter((preset) => preset.group === group) as readonly Preset<Spec>[]
}
