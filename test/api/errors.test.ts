import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Api } from '../../src/main/api/server'
import { call } from '../../src/main/instance/remote'
import type { SchemaField } from '../../src/main/lake/actions'
import { deltaSchemaOf } from '../../src/main/lake/schema'
import { causesOf, ERROR_HEADER, fromWire, type MillraceError } from '../../src/shared/errors'
import { EVENT_FIELDS, TRANSACTION_FIELDS } from '../../src/shared/transaction'
import { serveApi } from '../support/api'
import { openTestFolder, type TestFolder } from '../support/engine'

/** Nobody listens there: the port of no service. */
const NOBODY = '127.0.0.1:1'

let folder: TestFolder
let api: Api

beforeAll(async () => {
  folder = await openTestFolder([`pipeline.kafka.bootstrap-servers=${NOBODY}`])
  api = await serveApi(await folder.engine())
})
afterAll(async () => {
  await api.close(100)
  await folder.remove()
})

/** As a client has it: the form of decision 22, and the error that was thrown. */
async function refused(path: string): Promise<{ readonly body: unknown; readonly error: MillraceError }> {
  const response = await fetch(api.address + path)
  const body: unknown = await response.json()
  return { body, error: fromWire(response.status, body, response.headers.get(ERROR_HEADER)) }
}

test('a broker that is away is a 503 in its form, and its own error with what caused it beside that', async () => {
  const { body, error } = await refused('/kafka/brokers')
  expect(Object.keys(Object(body) as object)).toEqual(['error', 'message', 'timestamp'])
  expect(body).toMatchObject({ error: 'SERVICE_UNAVAILABLE' })
  expect(error).toMatchObject({ code: 'BROKER_UNREACHABLE', canRetry: true })
  expect(error.message).toContain(NOBODY)
  expect(causesOf(error).join()).toMatch(/ECONNREFUSED|Connection error/)
})

test('a damaged table is a 500 in its form, and says beside it that it is the table', async () => {
  const log = join(folder.loaded.config.delta.deadLettersPath, '_delta_log')
  await mkdir(log, { recursive: true })
  await writeFile(join(log, '00000000000000000000.json'), 'no JSON')
  const { body, error } = await refused('/lake/tables/dead_letters')
  expect(body).toMatchObject({ error: 'INTERNAL_ERROR' })
  expect(error.code).toBe('TABLE_CORRUPT')
  await rm(join(log, '..'), { recursive: true })
})

test('the command line has the error of the instance as it was thrown there', async () => {
  const instance = { address: api.address, host: null, certificate: null, token: null, tokenAsked: false }
  await expect(call(instance, 'kafkaBrokers', {})).rejects.toMatchObject({ code: 'BROKER_UNREACHABLE', canRetry: true })
  await expect(call(instance, 'batch', { params: { id: 'batch-20260101-0a1b2c3d' } })).rejects.toMatchObject({
    code: 'BATCH_NOT_FOUND',
    canRetry: false,
  })
})

test('what the form says in full has nothing beside it', async () => {
  const response = await fetch(`${api.address}/batch/status/batch-20260101-0a1b2c3d`)
  expect(response.status).toBe(404)
  expect(response.headers.get(ERROR_HEADER)).toBeNull()
})

const ALL = deltaSchemaOf(TRANSACTION_FIELDS)
const LEAST = ALL.filter(({ name }) => name === 'transaction_id' || name === 'event_date')
const BATCH = { analysisType: 'fraud_analysis', startDate: '2026-01-01', endDate: '2026-01-02' }

async function post(path: string, body: object): Promise<{ readonly status: number; readonly body: unknown }> {
  const headers = { 'Content-Type': 'application/json', Prefer: 'wait=60' }
  const response = await fetch(api.address + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, body: await response.json() }
}

/** The transactions table is another one for as long. */
async function withTable(columns: readonly SchemaField[], partitionColumns: string[], work: () => Promise<void>) {
  const root = folder.loaded.config.delta.streamTransactionsPath
  await folder.lake(async ({ lake }) => {
    await lake.table(root).ensure({ columns, partitionColumns })
  })
  try {
    await work()
  } finally {
    await rm(root, { recursive: true })
  }
}

test.each<[string, readonly SchemaField[], string[], RegExp]>([
  [
    'lacks nearly all columns',
    LEAST,
    ['event_date'],
    new RegExp(
      `missing: ${EVENT_FIELDS.slice(1)
        .map(({ name }) => `${name} \\(\\w+\\)`)
        .join('; ')}\\.`,
    ),
  ],
  [
    'has a column of another type',
    ALL.map((field) => (field.name === 'quantity' ? { ...field, type: 'string' } : field)),
    ['event_date'],
    /of another type: quantity is string, must be integer\./,
  ],
  ['is not partitioned', ALL, [], /It is not partitioned; it must be partitioned by event_date\./],
])(
  'a table that %s is refused with a code of its own, by batch, estimate, stream and seed',
  async (_what, columns, by, message) => {
    await withTable(columns, by, async () => {
      for (const [path, body] of [
        ['/batch/run', BATCH],
        ['/batch/estimate', BATCH],
        ['/batch/run', { ...BATCH, tableVersion: 0 }],
        ['/stream/start', { source: 'sample' }],
        ['/sample/seed', { records: 10 }],
      ] as const)
        expect(await post(path, body), path).toMatchObject({
          status: 409,
          body: { error: 'TABLE_INVALID', message: expect.stringMatching(message) as unknown },
        })
    })
  },
)

test('a table is judged as it was at the version of the batch', async () => {
  await withTable(LEAST, ['event_date'], async () => {
    const root = folder.loaded.config.delta.streamTransactionsPath
    const [from, to] = await folder.lake(async ({ lake }) => {
      const table = lake.table(root)
      const first = await table.snapshot()
      await table.commit({ operation: 'ADD COLUMNS', addColumns: ALL.filter((field) => !LEAST.includes(field)) })
      return [first?.timestamp ?? 0, (await table.snapshot())?.timestamp ?? 0]
    })
    const refusal = { status: 409, body: { error: 'TABLE_INVALID' } }
    for (const path of ['/batch/run', '/batch/estimate']) {
      expect(await post(path, { ...BATCH, tableVersion: 0 })).toMatchObject(refusal)
      expect(await post(path, { ...BATCH, asOf: new Date(from).toISOString() })).toMatchObject(refusal)
    }
    for (const request of [BATCH, { ...BATCH, tableVersion: 1 }, { ...BATCH, asOf: new Date(to).toISOString() }])
      expect(await post('/batch/run', request)).toMatchObject({ status: 200, body: { status: 'COMPLETED' } })
  })
})

test('a folder of files without a log, and a table with a feature that we do not have, are told as that', async () => {
  const root = folder.loaded.config.delta.streamTransactionsPath
  const refused = async (refusal: object) => {
    for (const [path, body] of [
      ['/batch/run', BATCH],
      ['/batch/estimate', BATCH],
      ['/stream/start', { source: 'sample' }],
      ['/sample/seed', { records: 10 }],
    ] as const)
      expect(await post(path, body), path).toMatchObject({ status: 409, body: refusal })
  }
  await mkdir(root, { recursive: true })
  await writeFile(join(root, 'part-0.parquet'), 'PAR1')
  const message = expect.stringMatching(/is not a Delta table: it holds part-0\.parquet.* point pipeline\./) as unknown
  await refused({ error: 'TABLE_INVALID', message })
  await rm(join(root, 'part-0.parquet'))
  await withTable(ALL, ['event_date'], async () => {
    const protocol = `{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["typeWidening"],"writerFeatures":["typeWidening"]}}`
    await writeFile(join(root, '_delta_log/00000000000000000001.json'), `${protocol}\n`)
    await refused({ error: 'UNSUPPORTED_PROTOCOL', message: expect.stringContaining('typeWidening') as unknown })
  })
})
