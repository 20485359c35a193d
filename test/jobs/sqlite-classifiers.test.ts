import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { MIGRATIONS } from '../../src/jobs/sqlite-schema.ts'
import { held } from '../networks.ts'
import { openStore, reopen, root } from '../stores.ts'
import { LATER, NOW, SUCCESS } from './stored-jobs.ts'

describe('a store of the second version', () => {
  test('is brought up to this one with its jobs as they were', async () => {
    const folder = join(root, 'second')
    mkdirSync(folder)
    const old = new DatabaseSync(join(folder, 'antagon.sqlite'))
    for (const migration of MIGRATIONS.slice(0, 2)) old.exec(migration)
    old.exec(`
      insert into jobs values
        (1, 'a', 'attack', 'fgsm', 'running', 0.5, 'half', 1, 7, '${NOW}', '${NOW}', null, null, 1, 3, null, null);
      insert into specs values (1, '{"note":"π"}');
      insert into log values (1, 1, 'status', 0, '{}'), (1, 2, 'status', 1, '{}'), (1, 3, 'frame', 1, '{"k":0}');
      pragma user_version = 2;
    `)
    old.close()
    const kept = openStore(folder)
    expect(await kept.get('a')).toMatchObject({ kind: 'fgsm', status: 'running', spec: { note: 'π' } })
    await kept.releaseAll()
    expect(await kept.claim(NOW)).toMatchObject({ frames: 1, needs: [], job: { attempt: 2 } })
    await kept.finish('a', 2, SUCCESS, LATER)
    const { record, weights } = held('mine')
    await kept.addClassifier(record, weights)
    // Opened again it is not migrated again.
    const again = await reopen(kept, folder)
    expect(await again.classifier('mine')).toMatchObject({ name: 'mine' })
  })
})
