import { describe, expect, test } from 'vitest'
import { certificateCsv } from '../../src/api/representations/certificate.ts'
import { cocktailCsv } from '../../src/api/representations/cocktail.ts'
import { criticalPointsCsv } from '../../src/api/representations/critical-points.ts'
import { csv } from '../../src/api/representations/csv.ts'
import { ensembleCsv } from '../../src/api/representations/ensemble.ts'
import { flatnessCsv } from '../../src/api/representations/flatness.ts'
import { perturbationCsv } from '../../src/api/representations/perturbation.ts'
import { numbersOf } from '../../src/api/representations/representation.ts'
import { timeCourseCsv } from '../../src/api/representations/time-course.ts'
import { walkCsv } from '../../src/api/representations/walk.ts'
import * as data from './figures/data.ts'

/** The fields of a table, read as RFC 4180 has it. */
function rowsOf(text: string): string[][] {
  expect(text.endsWith('\r\n')).toBe(true)
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!)
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

test('a field with a comma, a quote or a line break is quoted', () => {
  const cells = ['plain', 'a, b', 'a "quoted" one', 'two\r\nlines', '']
  const text = csv(['1', '2', '3', '4', '5'], [cells])
  expect(text).toBe('1,2,3,4,5\r\nplain,"a, b","a ""quoted"" one","two\r\nlines",\r\n')
  expect(rowsOf(text)[1]).toEqual(cells)
})

test('numbers are written so that they read as they were, and what is not there is empty', () => {
  const [, row] = rowsOf(csv(['a', 'b', 'c', 'd'], [[0.1 + 0.2, 5e-324, null, undefined]]))
  expect(row!.slice(0, 2).map(Number)).toEqual([0.1 + 0.2, 5e-324])
  expect(row!.slice(2)).toEqual(['', ''])
})

describe('the table', () => {
  test('of critical points has the curve and the points, by name', () => {
    const result = data.criticalPoints()
    const [head, ...rows] = rowsOf(criticalPointsCsv(result))
    expect(head).toEqual(['bindingTime', 'output', 'point'])
    expect(rows).toHaveLength(401 + 2 + 1)
    expect(rows[100]).toEqual([`${result.curve.bindingTime[100]}`, `${result.curve.output[100]}`, 'curve'])
    expect(rows.slice(401).map(([tau, , point]) => [tau, point])).toEqual([
      ['0', 'maximum'],
      ['2.22', 'minimum'],
      ['1.21', 'inflection'],
    ])
  })

  test('of a perturbation has a row a size', () => {
    const result = data.perturbation([0.1, 0.2])
    const [head, ...rows] = rowsOf(perturbationCsv(result))
    const entries = rows.map((row) => Object.fromEntries(row.map((value, i) => [head![i]!, value])))
    expect(entries.map(({ epsilon, controlLeast }) => [Number(epsilon), Number(controlLeast)])).toEqual(
      [0.1, 0.2].map((size, i) => [size, result.control.least[i]]),
    )
    expect(entries[1]).toMatchObject({
      responds: 'true',
      l0: '2',
      minimumOutput: `${result.certificate.minimumOutput[1]}`,
    })
  })

  test('of a time course has a row a time, with the feedback where there is one', () => {
    const result = data.timeCourse([0, 10])
    expect(rowsOf(timeCourseCsv(result))).toEqual([
      ['time', 'output', 'feedback'],
      ['0', '0', '1'],
      ['10', `${result.output[1]}`, `${result.feedback![1]}`],
    ])
    expect(rowsOf(timeCourseCsv({ ...result, feedback: null }))).toEqual([
      ['time', 'output'],
      ['0', '0'],
      ['10', `${result.output[1]}`],
    ])
  })

  test('of an ensemble has a row for each condition and time', () => {
    const result = data.ensemble(3)
    const [head, ...rows] = rowsOf(ensembleCsv(result))
    const columns = ['bindingTime', 'quantity', 'time', 'mean', 'standardDeviation', 'respondingFraction']
    expect(head).toEqual([...columns, 'quantile0.05', 'quantile0.95'])
    expect(rows).toHaveLength(3 * 60)
    expect(rows[61]!.map(Number)).toEqual([
      3,
      500,
      result.time[1],
      result.conditions[1]!.mean[1],
      result.conditions[1]!.standardDeviation[1],
      result.conditions[1]!.respondingFraction[1],
      ...['0.05', '0.95'].map((level) => result.conditions[1]!.quantiles[level]![1]),
    ])
  })

  test('of a cocktail has a row a ligand, whatever its name', () => {
    const [head, first] = rowsOf(cocktailCsv(data.cocktail(2)))
    expect(head).toEqual(['name', 'bindingTime', 'quantity'])
    expect(first).toEqual(['ligand 0, "quoted" & <tagged>', '0', '3000'])
  })

  test('of a walk has a row a position, and one a crossing among them', () => {
    const result = data.walk(11)
    const [head, ...rows] = rowsOf(walkCsv(result))
    expect(head).toEqual(['position', 'distance', 'output', 'responds', 'slope', 'crossing'])
    expect(rows).toHaveLength(11 + 2)
    expect(rows[0]).toEqual(['0', '0', `${result.output[0]}`, 'true', '', 'false'])
    expect(rows.filter((row) => row[5] === 'true')).toEqual([
      ['0.4', '1.56', '1', '', '', 'true'],
      ['0.71', '2.769', '1', '', '', 'true'],
    ])
    const positions = rows.map(([position]) => Number(position))
    expect(positions).toEqual(positions.toSorted((a, b) => a - b))
  })

  test('of a flatness is one row, empty where there is no number', () => {
    const [head, row] = rowsOf(flatnessCsv(data.flatness({ steepening: null })))
    expect(Object.fromEntries(row!.map((value, i) => [head![i]!, value]))).toMatchObject({
      margin: '0.36',
      gradientL1: '0.9',
      boundaryLinf: '0.31',
      steepening: '',
      regime: 'critical-point',
    })
  })

  test('of a certificate is one row', () => {
    expect(rowsOf(certificateCsv(data.certificate(0.8, 1.2)))[1]).toEqual([
      '1',
      '1.2',
      '0.8',
      'true',
      '0.808',
    ])
  })
})

test('bytes are numbers wherever they begin in a buffer', () => {
  const bytes = new Uint8Array(24)
  for (const start of [0, 3, 8]) {
    new DataView(bytes.buffer).setFloat64(start, Math.PI, true)
    expect([...numbersOf(bytes.subarray(start, start + 8))]).toEqual([Math.PI])
  }
})
