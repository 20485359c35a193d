import { writeFileSync } from 'node:fs'
import { pino } from 'pino'
import { asyncApiDocument } from './api/asyncapi.ts'
import { OpenStreams } from './api/open-streams.ts'
import { buildApp, VERSION } from './app.ts'
import { readConfig } from './config.ts'
import { JobHub } from './jobs/hub.ts'
import { openPool } from './jobs/pool.ts'
import { Runner } from './jobs/runner.ts'
import { IN_MEMORY } from './jobs/sqlite-database.ts'
import { openSqliteStore } from './jobs/sqlite-store.ts'

/** The service's documents by the file they are committed as, relative to the project. */
export async function makeDocuments(): Promise<Record<string, string>> {
  const log = pino({ level: 'silent' })
  const store = openSqliteStore(IN_MEMORY)
  const hub = new JobHub()
  const runner = new Runner({ store, hub, openPool: () => openPool(1), log })
  // No setting shows in a document, so that any will do.
  const config = readConfig({})
  const app = await buildApp(
    { config, store, hub, runner, streams: new OpenStreams(), keys: null, pingInterval: 15_000 },
    log,
  )
  await app.ready()
  const openApi = app.swagger()
  await app.close()
  await store.close()
  return {
    'openapi/openapi.json': pretty(openApi),
    'openapi/asyncapi.json': pretty(asyncApiDocument(VERSION)),
  }
}

function pretty(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

if (import.meta.main) {
  for (const [file, text] of Object.entries(await makeDocuments())) {
    writeFileSync(new URL(`../${file}`, import.meta.url), text)
  }
}
