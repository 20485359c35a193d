import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../../src/config.ts'
import { validateCompose as validate } from './compose-schema.ts'
import { imageSetting, textOf, unknownSettings } from './project.ts'

interface Service {
  readonly image: string
  readonly ports: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
  readonly volumes: readonly string[]
  readonly profiles?: readonly string[]
  readonly stop_grace_period: string
  readonly read_only: boolean
  readonly cap_drop: readonly string[]
}

interface Compose {
  readonly services: { readonly antagon: Service; readonly prometheus: Service; readonly grafana: Service }
  readonly secrets: Readonly<Record<string, object>>
}

const text = textOf('docker/compose.yaml')
const compose = parse(text) as Compose

test('the compose file is one by the schema of the Compose specification', () => {
  validate(compose)
  expect(validate.errors).toBeNull()
})

test('a compose file with a word that there is not is found', () => {
  const { antagon } = compose.services
  expect(validate({ ...compose, services: { antagon: { ...antagon, readonly: true } } })).toBe(false)
})

test('the compose file runs the service as the image has it, with settings that there are', () => {
  const { antagon } = compose.services
  expect(antagon.ports[0]).toMatch(new RegExp(`^127\\.0\\.0\\.1:\\d+:${imageSetting('PORT')}$`))
  expect(antagon.volumes).toEqual([`data:${imageSetting('ANTAGON_DATA')}`])
  expect(antagon).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
  expect(unknownSettings(Object.keys(antagon.environment))).toEqual([])
  const patience = readConfig({}).shutdownPatienceMs / 1000
  // The service gives up closing 5 s after it has stopped waiting for jobs.
  expect(Number(antagon.stop_grace_period.replace('s', ''))).toBeGreaterThan(patience + 5)
  expect(antagon.environment.ANTAGON_KEYS).toBe(`/run/secrets/${antagon.secrets[0]}`)
})

test('Prometheus and Grafana run only where they are asked for, at fixed versions, reachable from this machine alone', () => {
  const { antagon, ...watchers } = compose.services
  for (const { profiles, image, ports, secrets = [] } of Object.values(watchers)) {
    expect(profiles).toEqual(['watch'])
    expect(image).toMatch(/:v?\d+\.\d+\.\d+$/)
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
    for (const secret of secrets) expect(compose.secrets).toHaveProperty(secret)
  }
})
