import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Api } from '../../src/main/api/server'
import { CompactReport, TableFiles, TableList, VacuumReport } from '../../src/shared/table'
import { serveApi } from '../support/api'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { day } from '../support/day'
import { writeSmallFiles } from '../support/small-files'

let folder: TestFolder
let api: Api
let batchId: string

beforeAll(async () => {
  folder = await openTestFolder()
  await writeSmallFiles(folder, 3, [day(3), day(2)])
  const engine = await folder.engine()
  api = await serveApi(engine)
  batchId = (await runBatch(engine, { startDate: day(3), endDate: day(2), analysisType: 'full_report' })).batchId
})
afterAll(async () => {
  await api.close(100)
  await folder.remove()
})

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(api.address + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  })
  return { status: response.status, body: (await response.json()) as unknown }
}

test('/lake/tables lists the stream tables, then those of each batch, in pages', async () => {
  const { body } = await call('GET', '/lake/tables')
  const list = TableList.strict().parse(body)
  expect(list).toMatchObject({ total: 10, returned: 10, unreadable: [] })
  expect(list.tables.slice(0, 3).map(({ name, rows }) => ({ name, rows }))).toEqual([
    { name: 'transactions', rows: 120 },
    { name: `${batchId}/raw`, rows: 120 },
    { name: `${batchId}/aggregated/channel_performance`, rows: 1 },
  ])
  expect(list.tables[0]).toMatchObject({
    files: 6,
    smallFiles: 6,
    dates: { from: day(3), to: day(2) },
    millraceOwned: true,
  })
  const page = TableList.parse((await call('GET', '/lake/tables?limit=1&offset=1')).body)
  expect(page).toMatchObject({ total: 10, returned: 1, tables: [{ name: `${batchId}/raw` }] })
})

test('a table of a batch is found with its slashes as they are, and escaped', async () => {
  for (const slash of ['/', '%2F', '%2f'])
    for (const [name, then] of [
      ['raw', ''],
      ['raw', '/history'],
      ['raw', '/files'],
      ['raw', '/columns/category/values'],
      ['aggregated/fraud_analysis', ''],
      ['aggregated/fraud_analysis', '/history'],
    ] as const) {
      const path = `/lake/tables/${`${batchId}/${name}`.replaceAll('/', slash)}${then}`
      expect((await call('GET', path)).status, path).toBe(200)
    }
  const table = `${batchId}/raw`
  expect(await call('POST', `/lake/tables/${table}/compact`)).toMatchObject({ status: 200, body: { table } })
  expect(await call('POST', `/lake/tables/${table}/vacuum`, { dryRun: true })).toMatchObject({
    status: 200,
    body: { table },
  })
  expect(await call('DELETE', `/lake/tables/${table}`)).toMatchObject({ status: 405 })
})

test('a table that is not there is a 404 on each route', async () => {
  const unknown = [
    'other',
    'dead_letters',
    'batch-20260101-00000000/raw',
    `${batchId}/other`,
    'other/raw',
    '__proto__',
    '..%2F..',
  ]
  for (const name of unknown) {
    for (const then of ['', '/history', '/files', '/columns/category/values'])
      expect((await call('GET', `/lake/tables/${name}${then}`)).status, name + then).toBe(404)
    for (const then of ['/compact', '/vacuum'])
      expect((await call('POST', `/lake/tables/${name}${then}`)).status, name + then).toBe(404)
  }
})

test('a version names its files, and its SQL gives their rows in a DuckDB of anybody', async () => {
  const { body } = await call('GET', '/lake/tables/transactions/files?version=1')
  const found = TableFiles.strict().parse(body)
  expect(found).toMatchObject({ name: 'transactions', version: 1 })
  expect(found.files.map(({ rows, partitionValues }) => [rows, partitionValues['event_date']])).toEqual([
    [20, day(3)],
    [20, day(2)],
  ])
  const { sql } = TableFiles.parse((await call('GET', '/lake/tables/transactions/files')).body)
  expect(await counted(found.sql)).toEqual([
    { date: day(3), rows: '20' },
    { date: day(2), rows: '20' },
  ])
  expect(await counted(sql)).toEqual([
    { date: day(3), rows: '60' },
    { date: day(2), rows: '60' },
  ])
  expect(await call('GET', '/lake/tables/transactions/files?version=900')).toMatchObject({
    status: 404,
    body: { error: 'VERSION_NOT_FOUND' },
  })
})

async function counted(source: string): Promise<readonly unknown[]> {
  const connection = await (await DuckDBInstance.create()).connect()
  const reader = await connection.runAndReadAll(
    `SELECT CAST(event_date AS VARCHAR) AS date, count(*) AS rows FROM ${source} GROUP BY ALL ORDER BY date`,
  )
  connection.closeSync()
  return reader.getRowObjectsJson()
}

test('compact, then vacuum: dry, refused, done', async () => {
  const compacted = await call('POST', '/lake/tables/transactions/compact')
  expect(compacted.status).toBe(200)
  expect(CompactReport.strict().parse(compacted.body)).toMatchObject({
    filesRemoved: 6,
    filesAdded: 2,
    dates: [day(3), day(2)],
  })
  const path = '/lake/tables/transactions/vacuum'
  expect(VacuumReport.strict().parse((await call('POST', path)).body)).toMatchObject({ files: 0, dryRun: false })
  expect((await call('POST', path, { retention: '0s', dryRun: true })).body).toMatchObject({ files: 6, dryRun: true })
  expect(await call('POST', path, { retention: '0s' })).toMatchObject({
    status: 400,
    body: { error: 'INVALID_REQUEST' },
  })
  expect((await call('POST', path, { retention: '0s', allowShortRetention: true })).body).toMatchObject({ files: 6 })
  const history = (await call('GET', '/lake/tables/transactions/history?limit=2')).body
  expect(history).toMatchObject([{ operation: 'OPTIMIZE' }, { operation: 'OPTIMIZE' }])
})

test.each<[string, string, unknown, number, string, RegExp]>([
  [
    'a bare number as retention',
    '/lake/tables/transactions/vacuum',
    { retention: '7' },
    400,
    'INVALID_REQUEST',
    /retention.*unit/,
  ],
  ['an unknown key', '/lake/tables/transactions/vacuum', { keep: '7d' }, 400, 'INVALID_REQUEST', /keep/],
  ['a table that is none', '/lake/tables/other/compact', undefined, 404, 'TABLE_NOT_FOUND', /other/],
  ['a table that is not there', '/lake/tables/dead_letters/vacuum', {}, 404, 'TABLE_NOT_FOUND', /dead_letters/],
])('%s is refused', async (_name, path, body, status, error, message) => {
  expect(await call('POST', path, body)).toMatchObject({
    status,
    body: { error, message: expect.stringMatching(message) as unknown },
  })
})
