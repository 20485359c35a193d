import { readFileSync } from 'node:fs'

/** The image as `test/image/run.ts` has built it. */
export interface BuiltImage {
  /** What an engine would run it by. */
  readonly config: {
    readonly User: string
    readonly Env: readonly string[]
    readonly Cmd: readonly string[]
    readonly WorkingDir: string
    readonly Volumes: Readonly<Record<string, object>>
    readonly ExposedPorts: Readonly<Record<string, object>>
    readonly StopSignal: string
    readonly Healthcheck: { readonly Test: readonly string[] }
  }
  /** Where its files are mounted. */
  readonly files: string
  /** As in `309 MB`. */
  readonly size: string
  /** A folder that is removed afterwards. */
  readonly folder: string
}

const file = process.env.ANTAGON_IMAGE
if (file === undefined)
  throw new Error('these tests are started by npm run test:image, which builds the image')
export const image = JSON.parse(readFileSync(file, 'utf8')) as BuiltImage
