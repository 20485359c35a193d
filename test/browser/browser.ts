import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'

/** Where Debian and others put it; the one without a window is quicker. */
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
const CHROMIUM = PLACES.find((place) => existsSync(place))
if (CHROMIUM === undefined) {
  process.stderr.write(
    `SKIPPED: the tests in a browser, for there is no Chromium at ${PLACES.join(', ')}; apt-get install chromium-headless-shell brings one\n`,
  )
}

/** Tests in a real browser; where there is none they are skipped, and that is said aloud. */
export const describeInBrowser = describe.skipIf(CHROMIUM === undefined)

export interface PageOptions {
  readonly width?: number
  readonly height?: number
  readonly dark?: boolean
  readonly stillness?: boolean
}

let browser: Browser | undefined
const open: { readonly context: BrowserContext; readonly faults: string[] }[] = []

beforeAll(async () => {
  if (CHROMIUM === undefined) return
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--enable-unsafe-swiftshader',
    ],
  })
})

// Every page of a test must have run without an error, and asked nobody but its own service.
afterEach(async () => {
  const closing = open.splice(0)
  await Promise.all(closing.map(({ context }) => context.close()))
  expect(closing.flatMap(({ faults }) => faults)).toEqual([])
})

afterAll(async () => {
  await browser?.close()
})

/** Opens a page of a service; it is closed when the test ends. */
export async function openPage(
  url: string,
  { width = 1280, height = 900, dark = false, stillness = false }: PageOptions = {},
): Promise<Page> {
  const context = await browser!.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: stillness ? 'reduce' : 'no-preference',
  })
  const faults: string[] = []
  open.push({ context, faults })
  const page = await context.newPage()
  // Under the limit of a test, so that what it waited for is told.
  page.setDefaultTimeout(20_000)
  const { origin } = new URL(url)
  page.on('pageerror', (error) => faults.push(`error: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    // What the service refuses, and its absence, the browser reports too; the page tells people of both.
    if (message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text())) {
      faults.push(`console: ${message.text()}`)
    }
  })
  page.on('request', (request) => {
    const asked = request.url()
    if (!asked.startsWith(origin) && !/^(data|blob):/.test(asked)) faults.push(`request to ${asked}`)
  })
  await page.goto(url)
  return page
}

/** Whether a page needs no scrolling to the side. */
export async function fitsWidth(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
}
