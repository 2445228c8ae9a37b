import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { DUCKDB } from '../../src/main/duckdb/batch/dialect'
import { Random } from '../support/random'

/** Slow and obviously right: the shortest decimal text, spelt out without exponent, cut and carried by its digits. */
function halfUpByText(value: number, digits: number): number {
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e')
  const unscaled = BigInt(mantissa.replace('.', ''))
  // value = unscaled * 10^shift
  const shift = Number(exponent) - (mantissa.length > 1 ? mantissa.length - 2 : 0)
  const drop = -shift - digits
  if (drop <= 0) return value
  const power = 10n ** BigInt(drop)
  const kept = (unscaled + power / 2n) / power
  const rounded = Number(`${kept}e-${digits}`)
  return value < 0 && rounded !== 0 ? -rounded : rounded
}

test.each([2, 4])('half up on the shortest text at %i digits, from 1e-30 to 1e15, ties included', async (digits) => {
  const random = Random.fresh()
  const values = [0, 1.025, 1.005, 41 / 40, 43 / 40, 9e-9, 9.99e-5, 5e-5, 5e-3, 0.005, 0.00005, 0.0049999999999999999]
  while (values.length < 10_000) {
    const magnitude = 10 ** (random.below(45) - 30)
    values.push(random.next() * magnitude)
    // A tie: some digits and a five behind the last one kept.
    values.push(Number(`${random.below(1e6)}5e-${digits + 1}`))
  }
  const connection = await (await DuckDBInstance.create()).connect()
  const signed = values.flatMap((value) => [value, -value])
  await connection.run('CREATE TABLE inputs (nth INTEGER, x DOUBLE)')
  const appender = await connection.createAppender('inputs')
  for (const [at, value] of signed.entries()) {
    appender.appendInteger(at)
    appender.appendDouble(value)
    appender.endRow()
  }
  appender.closeSync()
  const reader = await connection.runAndReadAll(`SELECT ${DUCKDB.roundHalfUp('x', digits)} FROM inputs ORDER BY nth`)
  const wrong = reader.getRows().flatMap(([rounded], at) => {
    const value = signed[at] ?? Number.NaN
    const expected = halfUpByText(value, digits)
    return Number(rounded) === expected ? [] : [{ value, rounded, expected }]
  })
  connection.closeSync()
  expect(wrong.slice(0, 5)).toEqual([])
  expect(reader.currentRowCount).toBe(signed.length)
})
