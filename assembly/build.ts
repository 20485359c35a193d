import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { main } from 'assemblyscript/asc'

const ENTRY = 'network.ts'
const GENERATED = new URL('../src/core/digits/kernels/bytes.ts', import.meta.url)

/** No relaxed SIMD: its results differ between machines. */
const OPTIONS = [
  '-O3',
  '--noAssert',
  '--enable=simd',
  // Pairs pass between the sources alone, never to JavaScript, which the warning is about.
  '--disableWarning=112',
  '--runtime=stub',
  '--importMemory',
  '--noExportMemory',
  '--outFile=network.wasm',
]

/** Compiles the kernels in memory to a WebAssembly module; from the same sources always to the same bytes. */
export async function compileKernels(): Promise<Uint8Array> {
  let compiled: string | Uint8Array = ''
  const { error, stderr } = await main([ENTRY, ...OPTIONS], {
    readFile(name) {
      const file = new URL(name, import.meta.url)
      return existsSync(file) ? readFileSync(file, 'utf8') : null
    },
    writeFile(_, contents) {
      compiled = contents
    },
    listFiles: () => [],
  })
  if (error !== null || typeof compiled === 'string') {
    throw new Error(`the kernels do not compile: ${stderr.toString()}`, { cause: error })
  }
  return compiled
}

/** The text of src/core/digits/kernels/bytes.ts, which holds the compiled kernels. */
export async function generateBytes(): Promise<string> {
  const base64 = Buffer.from(await compileKernels()).toString('base64')
  return `// Compiled from assembly/network.ts by \`npm run kernels\`.\nexport const KERNEL_BYTES =\n  '${base64}'\n`
}

if (import.meta.main) writeFileSync(GENERATED, await generateBytes())
