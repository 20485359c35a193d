import { analysisPresets } from './analyses.ts'
import { descentPresets } from './descents.ts'
import { digitPresets } from './digits.ts'
import type { Preset } from './preset.ts'

/** All presets; made anew at each call, since a picture among them is drawn. */
export function allPresets(): Preset[] {
  return [...descentPresets(), ...analysisPresets(), ...digitPresets()]
}
