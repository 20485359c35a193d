import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { deserialize, serialize } from 'node:v8'

/** Changes the state of the one job that is checkpointed in the folder of a service which has ended. */
export function editCheckpoint<State>(folder: string, edit: (state: State) => State): void {
  const database = new DatabaseSync(join(folder, 'antagon.sqlite'))
  const { bytes } = database.prepare('select bytes from checkpoints').get() as { bytes: Uint8Array }
  const saved = deserialize(bytes) as { frames: number; state: State }
  const edited = serialize({ ...saved, state: edit(saved.state) })
  database.prepare('update checkpoints set bytes = ?').run(edited)
  database.close()
}
