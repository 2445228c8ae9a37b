import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Api } from '../../src/main/api/server'
import type { OwnedEngine } from '../../src/main/engine'
import { TableValues } from '../../src/shared/table'
import { serveApi } from '../support/api'
import { openTestFolder, runBatch, type SampleRow, type TestFolder } from '../support/engine'
import { expectedRows, SPARK_GOLDEN } from '../support/golden'

const ALL = { startDate: '0001-01-01', endDate: '9999-12-31', analysisType: 'revenue_by_category' } as const

const CATEGORIES = [
  'books',
  'books',
  'books',
  "o'clock",
  'say "hi"',
  'Ärmel',
  '日本 🚲',
  'back\\slash',
  '100%_',
  '',
  ' books',
  'null',
  'x'.repeat(1001),
]
const AMOUNTS = [
  '0.1',
  '0.1',
  '10',
  '1e21',
  '1e-7',
  '5e-324',
  '1.7976931348623157e308',
  '-0.0',
  '0',
  '123456789.12345679',
  '0.30000000000000004',
  'nan',
  'inf',
]
const TIMES = [
  '2026-01-01T10:00:00Z',
  '2026-01-01T10:00:00.123Z',
  '2026-01-02T10:00:00.123456Z',
  '1969-12-31T23:59:59.999999Z',
  '0099-03-01T00:00:00Z',
]

/** Each column has values that are hard to write as a filter. */
const ROWS: readonly SampleRow[] = Array.from({ length: 39 }, (_, index) => ({
  transaction_id: `t${index}`,
  event_timestamp: TIMES[index % TIMES.length] ?? null,
  category: CATEGORIES[index % CATEGORIES.length] ?? null,
  total_amount: AMOUNTS[index % AMOUNTS.length] ?? null,
  quantity: [1, 1, 2, -2147483648, 2147483647][index % 5] ?? null,
  is_fraudulent: [true, false, false, null][index % 4] ?? null,
  kafka_offset: ['9007199254740993', '-9223372036854775808', '9223372036854775807', null][index % 4] ?? null,
  brand: index % 3 === 0 ? 'Acme' : null,
}))
const COLUMNS = [
  'category',
  'total_amount',
  'event_timestamp',
  'event_date',
  'quantity',
  'is_fraudulent',
  'kafka_offset',
  'brand',
  'state',
]

let folder: TestFolder
let engine: OwnedEngine
let api: Api

beforeAll(async () => {
  folder = await openTestFolder()
  await folder.write([{ transaction_id: 'first', category: 'first' }])
  await folder.write(ROWS)
  engine = await folder.engine()
  api = await serveApi(engine)
})
afterAll(async () => {
  await api.close(100)
  await folder.remove()
})

async function ask(path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${api.address}/lake/tables/${path}`)
  return { status: response.status, body: (await response.json()) as unknown }
}

async function valuesOf(column: string, query = '?limit=1000'): Promise<TableValues> {
  const { status, body } = await ask(`transactions/columns/${column}/values${query}`)
  expect(status, JSON.stringify(body)).toBe(200)
  return TableValues.strict().parse(body)
}

/** What DuckDB counts over the rows of a version, by itself. */
async function countedOf(source: OwnedEngine, column: string): Promise<{ counts: bigint[]; nulls: bigint }> {
  const { sql } = await source.lake.files('transactions')
  const connection = await (await DuckDBInstance.create()).connect()
  const reader = await connection.runAndReadAll(
    `SELECT "${column}" IS NULL AS isnull, count(*) AS n FROM ${sql} GROUP BY "${column}" ORDER BY n DESC`,
  )
  connection.closeSync()
  const rows = reader.getRowObjects().map(({ isnull, n }) => ({ isnull: isnull === true, n: BigInt(String(n)) }))
  return {
    counts: rows.filter(({ isnull }) => !isnull).map(({ n }) => n),
    nulls: rows.find(({ isnull }) => isnull)?.n ?? 0n,
  }
}

test.each(COLUMNS)(
  'the counts of %s are those of a GROUP BY, and each value finds as many rows as a filter',
  async (column) => {
    const answer = await valuesOf(column)
    const { counts, nulls } = await countedOf(engine, column)
    expect(answer).toMatchObject({ name: 'transactions', version: 2, column, rows: 40, nulls: Number(nulls) })
    expect(answer.distinct).toBe(counts.length)
    const unlisted = { category: 1, total_amount: 2 }[column] ?? 0
    expect(answer.values).toHaveLength(counts.length - unlisted)
    expect(answer.values.map(({ count }) => count)).toEqual(
      answer.values.map(({ count }) => count).sort((a, b) => b - a),
    )
    const sum = answer.values.reduce((total, { count }) => total + count, 0)
    expect(sum).toBe(40 - Number(nulls) - unlisted * 3)
    for (const { value, count } of answer.values) {
      const { rowCount, status, errorMessage } = await runBatch(engine, { ...ALL, filters: { [column]: value } })
      expect({ value, rowCount, status }, errorMessage).toEqual({ value, rowCount: count, status: 'COMPLETED' })
      if (value === '') continue
      const one = await valuesOf(column, `?${new URLSearchParams({ value }).toString()}`)
      expect(one).toEqual({ ...answer, values: [{ value, count }] })
    }
  },
)

test('values come as a person would write them, the most frequent first, then in their own order', async () => {
  const listed = async (column: string) => (await valuesOf(column)).values.map(({ value }) => value)
  expect((await listed('category'))[0]).toBe('books')
  expect(await listed('quantity')).toEqual(['1', '-2147483648', '2', '2147483647'])
  expect(await listed('is_fraudulent')).toEqual(['false', 'true'])
  expect(await listed('total_amount')).toEqual(
    expect.arrayContaining(['0', '0.1', '10', '1e+21', '123456789.12345679', '0.30000000000000004']),
  )
  expect(await listed('total_amount')).not.toContain('-0.0')
  expect(await listed('event_timestamp')).toEqual(
    expect.arrayContaining(['2026-01-01T10:00:00.000Z', '2026-01-02T10:00:00.123456Z', '0099-03-01T00:00:00.000Z']),
  )
  expect(await listed('event_date')).toEqual(['2026-01-01', '0099-03-01', '1969-12-31', '2026-01-02'].sort(byCount))
})

/** Sixteen rows and one on the first of January, eight on each other date but the last in the list of times. */
function byCount(left: string, right: string): number {
  const rank = (date: string) => (date === '2026-01-01' ? '0' : date === '0099-03-01' ? '2' : '1') + date
  return rank(left) < rank(right) ? -1 : 1
}

test('contains narrows in any case, limit cuts, value asks for one; the figures stay those of the column', async () => {
  const all = await valuesOf('category')
  const figures = { rows: all.rows, nulls: all.nulls, distinct: all.distinct }
  expect(await valuesOf('category', '?contains=%C3%A4RM')).toMatchObject({
    ...figures,
    values: [{ value: 'Ärmel', count: 3 }],
  })
  expect(await valuesOf('category', '?contains=nowhere')).toMatchObject({ ...figures, values: [] })
  expect((await valuesOf('category', '?contains=BOOK')).values).toEqual([
    { value: 'books', count: 9 },
    { value: ' books', count: 3 },
  ])
  expect((await valuesOf('category', '?limit=1')).values).toEqual([{ value: 'books', count: 9 }])
  expect(await valuesOf('category', '?value=nowhere')).toMatchObject({
    ...figures,
    values: [{ value: 'nowhere', count: 0 }],
  })
  expect((await valuesOf('category', `?value=${'x'.repeat(1001)}`)).values[0]?.count).toBe(3)
  expect((await valuesOf('total_amount', '?value=10.0')).values).toEqual([{ value: '10.0', count: 4 }])
})

test('an older version has its own counts; a column that the table lacks so far is null in each row', async () => {
  expect(await valuesOf('category', '?version=1')).toMatchObject({
    version: 1,
    rows: 1,
    distinct: 1,
    values: [{ value: 'first', count: 1 }],
  })
  expect(await valuesOf('state')).toMatchObject({ rows: 40, nulls: 40, distinct: 0, values: [] })
})

test('the tables of a batch have values too', async () => {
  const { batchId } = await runBatch(engine, ALL)
  const { body } = await ask(`${batchId}%2Faggregated/columns/category/values?limit=2`)
  expect(TableValues.parse(body)).toMatchObject({ name: `${batchId}/aggregated`, nulls: 0 })
})

test.each([
  [
    'a column that is none',
    'transactions/columns/nope/values',
    400,
    'INVALID_REQUEST',
    /^column: there is no column nope\. Columns: transaction_id, /,
  ],
  [
    'a value of another type',
    'transactions/columns/quantity/values?value=1.5',
    400,
    'INVALID_REQUEST',
    /^value: "1\.5" is not a whole number of 32 bits\.$/,
  ],
  ['a limit that is no number', 'transactions/columns/category/values?limit=many', 400, 'INVALID_REQUEST', /^limit: /],
  ['a table that is none', 'other/columns/category/values', 404, 'TABLE_NOT_FOUND', /other/],
  ['a table that is not there', 'dead_letters/columns/code/values', 404, 'TABLE_NOT_FOUND', /dead_letters/],
  ['a version that is not there', 'transactions/columns/category/values?version=900', 404, 'VERSION_NOT_FOUND', /900/],
])('%s is refused with its name', async (_what, path, status, error, message) => {
  expect(await ask(path)).toMatchObject({
    status,
    body: { error, message: expect.stringMatching(message) as unknown },
  })
})

test('who goes away ends the count, and harms no other', async () => {
  const stop = new AbortController()
  const given = engine.lake.values('transactions', 'transaction_id', { limit: 10 }, stop.signal)
  stop.abort()
  await expect(given).rejects.toMatchObject({ code: 'BATCH_CANCELLED' })
  expect((await valuesOf('brand')).values).toEqual([{ value: 'Acme', count: 13 }])
})

describe('tables that Spark wrote', () => {
  let theirs: TestFolder
  afterEach(() => theirs.remove())

  test.each(['transactions_deletion_vectors', 'transactions_name_mapping', 'transactions_id_mapping'])(
    '%s is counted as Spark reads it',
    async (name) => {
      theirs = await openTestFolder()
      await cp(join(SPARK_GOLDEN, name), theirs.loaded.config.delta.streamTransactionsPath, { recursive: true })
      const foreign = await theirs.engine()
      const connection = await (await DuckDBInstance.create()).connect()
      for (const column of ['category', 'region', 'event_date', 'quantity']) {
        const { rows, values } = await foreign.lake.values('transactions', column, { limit: 1000 })
        const reader = await connection.runAndReadAll(
          `SELECT "${column}"::VARCHAR AS v, count(*) AS n FROM read_json('${expectedRows(name)}', format = 'newline_delimited') GROUP BY v`,
        )
        const wanted = reader.getRowObjects().map(({ v, n }) => [String(v), Number(n)])
        expect(rows).toBe(279)
        expect(values.map(({ value, count }) => [value, count]).sort()).toEqual(wanted.sort())
      }
      connection.closeSync()
    },
  )
})
