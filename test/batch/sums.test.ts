import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { average } from '../../src/main/batch/analyses/dialect'
import { DUCKDB } from '../../src/main/duckdb/batch/dialect'
import { Random } from '../support/random'

/** More than the rows of several row groups, so that threads share them out. */
const ROWS = 400_000

let connection: DuckDBConnection

beforeAll(async () => {
  const random = Random.fresh()
  connection = await (await DuckDBInstance.create(':memory:', { threads: '4' })).connect()
  await connection.run(`SELECT setseed(${random.next()})`)
  // Money, shares, and what neither is; a null now and then.
  await connection.run(`CREATE TABLE amounts AS SELECT i, CASE WHEN random() < 0.01 THEN NULL
      WHEN i % 3 = 0 THEN round(random() * 12000, 2) WHEN i % 3 = 1 THEN round(random(), 4) ELSE -(random() * 1e9) END AS x
    FROM range(${ROWS}) AS r(i)`)
  await connection.run('CREATE TABLE shuffled AS SELECT * FROM amounts ORDER BY hash(i)')
})
afterAll(() => connection.closeSync())

async function value(sql: string): Promise<unknown> {
  return (await connection.runAndReadAll(`SELECT ${sql}`)).getRows()[0]?.[0]
}

test('a sum and an average are the same to the last digit in whatever order threads add up', async () => {
  const sum = DUCKDB.sum('x')
  const mean = average(DUCKDB, 'x')
  const found = new Set<string>()
  for (let time = 0; time < 10; time++)
    for (const table of ['amounts', 'shuffled'])
      found.add(`${String(await value(`${sum} FROM ${table}`))} ${String(await value(`${mean} FROM ${table}`))}`)
  expect([...found]).toHaveLength(1)
  // What doubles added up one by one give depends on their order: the reason for all this.
  const three = 'FROM (VALUES (0.1::DOUBLE), (0.2), (0.3)) AS t(x)'
  expect(await value(`sum(x ORDER BY x) ${three}`)).not.toBe(await value(`sum(x ORDER BY x DESC) ${three}`))
  const exact = Number(await value('sum(CAST(x AS DECIMAL(38, 20))) FROM amounts'))
  expect(Math.abs(Number(await value(`${sum} FROM amounts`)) / exact - 1)).toBeLessThan(1e-15)
})

test('few values add up as doubles do; none is null; what is beyond 64 bits adds up all the same', async () => {
  for (const [values, sum, mean] of [
    [[0.1, 0.2], 0.1 + 0.2, (0.1 + 0.2) / 2],
    [[1.19], 1.19, 1.19],
    [[1, null, 3], 4, 2],
    [[null], null, null],
    [[-2.5, 0.5, 1.5], -0.5, -0.5 / 3],
    [[1e300, 1], 1e300, 5e299],
    [[Number.POSITIVE_INFINITY, 1], Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ] as const) {
    const rows = values.map((one) => `(${one === null ? 'NULL' : `'${one}'`}::DOUBLE)`).join(', ')
    expect(await value(`${DUCKDB.sum('x')} FROM (VALUES ${rows}) AS t(x)`), rows).toBe(sum)
    expect(await value(`${average(DUCKDB, 'x')} FROM (VALUES ${rows}) AS t(x)`), rows).toBe(mean)
  }
})
