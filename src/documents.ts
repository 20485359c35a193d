import { writeFileSync } from 'node:fs'
import { pino } from 'pino'
import { asyncApiDocument } from './api/asyncapi.ts'
import { readConfig } from './config.ts'
import { IN_MEMORY } from './jobs/open-database.ts'
import { assembleService } from './service.ts'
import { VERSION } from './version.ts'

/** The service's documents by the file they are committed as, relative to the project. */
export async function makeDocuments(): Promise<Record<string, string>> {
  // No setting shows in a document, so that any will do.
  const config = readConfig({ ANTAGON_DATA: IN_MEMORY })
  const { app, close } = await assembleService(config, pino({ level: 'silent' }))
  await app.ready()
  const openApi = app.swagger()
  await close()
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
