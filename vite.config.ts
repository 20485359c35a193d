import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const BUILT = join(import.meta.dirname, 'dist/dashboard')

/** Beside each file, itself compressed, for the server to send as it is. */
const compressed: Plugin = {
  name: 'compressed',
  closeBundle() {
    const files = readdirSync(BUILT, { recursive: true, encoding: 'utf8' })
    for (const file of files.filter((name) => /\.(html|js|css|svg)$/.test(name))) {
      const bytes = readFileSync(join(BUILT, file))
      writeFileSync(join(BUILT, `${file}.gz`), gzipSync(bytes, { level: 9 }))
      writeFileSync(join(BUILT, `${file}.br`), brotliCompressSync(bytes))
    }
  },
}

/** Builds the dashboard into `dist/dashboard`. */
export default defineConfig({
  root: join(import.meta.dirname, 'src/dashboard'),
  publicDir: 'public',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [compressed],
  build: {
    outDir: BUILT,
    emptyOutDir: true,
    target: 'es2024',
    // What is inlined as a data: address would be refused by the page's own policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // three is loaded when a surface is looked at.
    chunkSizeWarningLimit: 1000,
  },
})
