import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generateBytes } from '../assembly/build.ts'
import { KERNEL_BYTES } from '../src/core/digits/kernels/bytes.ts'

declare const WebAssembly: {
  Module: { new (bytes: Uint8Array): object; imports(module: object): object[] }
}

test('the kernels as committed are what their sources compile to (npm run kernels)', async () => {
  const committed = readFileSync(new URL('../src/core/digits/kernels/bytes.ts', import.meta.url), 'utf8')
  expect(committed).toBe(await generateBytes())
})

test('the kernels import nothing but their memory', () => {
  const module = new WebAssembly.Module(Buffer.from(KERNEL_BYTES, 'base64'))
  expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }])
})
