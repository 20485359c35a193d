import { globSync, readFileSync } from 'node:fs'
import type { SyntaxNodeRef } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { defineMetrics } from '../../src/api/metrics/definitions.ts'

const { registry } = defineMetrics()
const DEFINED = registry.getMetricsAsArray() as { name: string; type: unknown; labelNames?: string[] }[]

/** Every name under which a sample of the service comes; `up` is Prometheus' own. */
const SAMPLES = new Set([
  'up',
  ...DEFINED.flatMap(({ name, type }) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  ),
])

/** Labels that Prometheus adds, or that a histogram has of its own. */
const GIVEN_LABELS = ['job', 'instance', 'le']

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')

/** The names that a PromQL expression uses; throws where it is none. */
function namesIn(expression: string): { metrics: string[]; labels: string[] } {
  const metrics: string[] = []
  const labels: string[] = []
  parser.parse(expression).iterate({
    enter({ type, from, to }: SyntaxNodeRef) {
      const text = expression.slice(from, to)
      if (type.isError) throw new Error(`not PromQL from character ${from} on: ${expression}`)
      if (type.name === 'Identifier') metrics.push(text)
      if (type.name === 'LabelName') labels.push(text)
    },
  })
  return { metrics, labels }
}

function expectFitting(expression: string): void {
  const { metrics, labels } = namesIn(expression)
  expect(metrics.length, expression).toBeGreaterThan(0)
  const known = DEFINED.flatMap(({ labelNames = [] }) => labelNames)
  for (const name of metrics) expect(SAMPLES, expression).toContain(name)
  for (const name of labels) expect([...known, ...GIVEN_LABELS], expression).toContain(name)
}

describe('an expression', () => {
  test('that is no PromQL, or names what there is not, is found out', () => {
    expect(() => namesIn('sum(rate(antagon_jobs[5m])')).toThrow('not PromQL')
    expect(() => expectFitting('antagon_job > 0')).toThrow()
    expect(() => expectFitting('antagon_jobs{state="queued"}')).toThrow()
    expectFitting('sum by (kind) (antagon_jobs{status="queued"})')
  })
})

describe('the alert rules', () => {
  interface Rule {
    readonly alert: string
    readonly expr: string
    readonly for?: string
    readonly labels: { readonly severity: string }
    readonly annotations: { readonly summary: string; readonly description: string }
  }
  const { groups } = parse(read('docker/prometheus/alerts.yml')) as { groups: { rules: Rule[] }[] }
  const rules = groups.flatMap((group) => group.rules)

  test.each(rules)('$alert looks at what the service tells, and says what is wrong', (rule) => {
    expectFitting(rule.expr)
    expect(['page', 'ticket']).toContain(rule.labels.severity)
    expect(rule.for ?? '1m').toMatch(/^\d+m$/)
    expect(rule.annotations.summary).not.toBe('')
    expect(rule.annotations.description).not.toBe('')
  })

  test('have names of their own, each of which the operator can look up', () => {
    const names = rules.map(({ alert }) => alert)
    expect(new Set(names).size).toBe(names.length)
    const documented = read('docs/operations.md').matchAll(/`(Antagon\w+)`/g)
    expect(new Set(Array.from(documented, ([, name]) => name))).toEqual(new Set(names))
  })
})

describe('the dashboard', () => {
  interface Panel {
    readonly id: number
    readonly type: string
    readonly title: string
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
    readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[]
  }
  const dashboard = JSON.parse(read('docker/grafana/dashboards/antagon.json')) as {
    uid: string
    panels: Panel[]
    templating: { list: { name: string; type: string }[] }
  }
  const shown = dashboard.panels.filter(({ type }) => type !== 'row')

  test.each(shown)('shows $title from what the service tells', ({ targets = [] }) => {
    expect(targets.length).toBeGreaterThan(0)
    for (const { expr, datasource } of targets) {
      expect(datasource.uid).toBe('$' + '{datasource}')
      expectFitting(expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*'))
    }
  })

  test('leaves out no metric of the service but the one that says its version', () => {
    const text = shown.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)).join('\n')
    const own = DEFINED.map(({ name }) => name).filter((name) => name.startsWith('antagon_'))
    expect(own.filter((name) => !text.includes(name))).toEqual(['antagon_build_info'])
  })

  test('has an address that stays, asks for its source, and lays no panel over another', () => {
    expect(dashboard.uid).toBe('antagon')
    expect(dashboard.templating.list.map(({ type }) => type)).toContain('datasource')
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
  })
})

describe('what Prometheus and Grafana are told', () => {
  test('can be read, and leads from one to the other', () => {
    const files = globSync('docker/{prometheus,grafana}/**/*.yml')
    expect(files.length).toBe(4)
    const [prometheus, source] = [
      'docker/prometheus/prometheus.yml',
      'docker/grafana/provisioning/datasources/prometheus.yml',
    ].map((file) => parse(read(file)))
    expect(prometheus.scrape_configs[0]).toMatchObject({ job_name: 'antagon', metrics_path: '/metrics' })
    expect(prometheus.rule_files).toEqual(['alerts.yml'])
    expect(source.datasources[0]).toMatchObject({ type: 'prometheus', url: 'http://prometheus:9090' })
  })
})

describe('the list of metrics in docs/operations.md', () => {
  test('has every metric of the service with its type and labels, and no other', () => {
    const rows = read('docs/operations.md').matchAll(/^\| `(antagon_\w+)` \| (\w+) \| ([\w, ]*?) *\|/gm)
    const listed = Array.from(rows, ([, name, type, labels]) => ({ name, type, labels }))
    const own = DEFINED.filter(({ name }) => name.startsWith('antagon_')).map(
      ({ name, type, labelNames = [] }) => ({ name, type, labels: labelNames.join(', ') }),
    )
    const byName = (all: typeof own) => Object.fromEntries(all.map((metric) => [metric.name, metric]))
    expect(listed.length).toBe(own.length)
    expect(byName(listed as typeof own)).toEqual(byName(own))
  })
})
