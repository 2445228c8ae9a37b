import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OwnedEngine } from '../../src/main/engine'
import { ANALYSES, analysesOf } from '../../src/main/batch/analyses'
import type { RemoteSource } from '../../src/main/batch/ports'
import { parseSparkRemote } from '../../src/main/config/spark-remote'
import { deltaSchemaOf } from '../../src/main/lake/schema'
import { SILENT } from '../../src/main/log/logger'
import { openSparkEngine } from '../../src/main/spark/engine'
import { PATIENCE } from '../../src/main/spark/session'
import { ANALYSIS_NAMES, type AnalysisName, type AnalysisType, type BatchRequest } from '../../src/shared/batch'
import type { Cell, Row } from '../../src/shared/scalars'
import { TRANSACTION_FIELDS } from '../../src/shared/transaction'
import { day } from '../support/day'
import { dose } from '../support/dose'
import { openTestFolder, runBatch, type SampleRow, type TestFolder } from '../support/engine'
import { openConnectServer, type ConnectServer } from '../support/spark/connect'
import { NO_SPARK } from '../support/spark/jvm'
import { until } from '../support/until'

const HARD_DAYS = { startDate: '1969-12-30', endDate: '2026-01-04' }

/** What two engines might see in two ways. */
const HARD: readonly SampleRow[] = [
  // Ties of the first order column, groups of nulls, an apostrophe, text beyond ASCII.
  { transaction_id: 'n1', category: null, region: 'north', payment_method: 'upi', card_network: null },
  { transaction_id: 'n2', category: '', city: "O'Fallon", customer_tier: null, sub_category: null },
  { transaction_id: 'n3', category: 'Ägypten 🛒', city: 'Zürich', total_amount: 10, quantity: 2 },
  { transaction_id: 'n4', category: 'zebra', city: 'Agra', customer_id: 'c2', total_amount: 10 },
  // Zero revenue, a negative amount (a refund), an amount that no double holds exactly.
  { transaction_id: 'z1', total_amount: 0, payment_method: 'cod', product_id: 'p0', customer_id: 'c0' },
  { transaction_id: 'z2', total_amount: -3.3, payment_method: 'cod', product_id: 'p0', customer_id: 'c0' },
  { transaction_id: 'z3', total_amount: 0.1, payment_method: 'wallet' },
  { transaction_id: 'z4', total_amount: 0.2, payment_method: 'wallet', discount_percent: 12.5 },
  // Fraud by flag, by score, at the very score, with nulls; other statuses.
  { transaction_id: 'f1', is_fraudulent: true, fraud_score: null, city: 'Pune' },
  { transaction_id: 'f2', is_fraudulent: null, fraud_score: 0.71, city: 'Agra' },
  { transaction_id: 'f3', is_fraudulent: false, fraud_score: 0.7 },
  { transaction_id: 'f4', is_fraudulent: true, fraud_score: 0.9, transaction_status: 'failed', city: 'Delhi' },
  { transaction_id: 'f5', is_fraudulent: null, fraud_score: null, transaction_status: 'pending' },
  // The ends of a day and of an hour, microseconds, a leap day, before 1970.
  { transaction_id: 't1', event_timestamp: '2026-01-01T23:59:59.999999Z' },
  { transaction_id: 't2', event_timestamp: '2026-01-02T00:00:00Z', store_id: 's1' },
  { transaction_id: 't3', event_timestamp: '2024-02-29T12:59:59.999999Z', store_id: 's2' },
  { transaction_id: 't4', event_timestamp: '1969-12-31T23:59:59.999999Z', channel: 'pos_in_store' },
  { transaction_id: 't5', event_timestamp: '1969-12-30T00:30:00Z', channel: 'pos_in_store' },
  // Segments at their very bounds.
  { transaction_id: 'v1', customer_id: 'vip', total_amount: 10_000, customer_tier: 'gold' },
  { transaction_id: 'v2', customer_id: 'high', total_amount: 5000, customer_tier: 'gold' },
  { transaction_id: 'v3', customer_id: 'mid', total_amount: 1000, customer_tier: 'silver' },
  { transaction_id: 'v4', customer_id: 'low', total_amount: 999.99 },
  { transaction_id: 'v5', customer_id: 'low', total_amount: 0 },
  { transaction_id: 'v6', customer_id: null, total_amount: null, quantity: null },
  // 41/40 and 43/40 units a day: 1.025 is 1.03 and 1.075 is 1.08, half up on the text of the double.
  ...velocity('p41', 41),
  ...velocity('p43', 43),
]

function velocity(product: string, units: number): SampleRow[] {
  const row = { product_id: product, product_name: product, unit_price: 1.1 }
  return [
    { ...row, transaction_id: `${product}a`, event_timestamp: '2025-11-23T09:00:00Z', quantity: units - 1 },
    { ...row, transaction_id: `${product}b`, event_timestamp: '2026-01-01T09:00:00Z', quantity: 1 },
  ]
}

describe.skipIf(NO_SPARK !== null)(
  `all analyses on two engines${NO_SPARK === null ? '' : ` (SKIPPED: ${NO_SPARK})`}`,
  { timeout: 400_000 },
  () => {
    let server: ConnectServer
    let folder: TestFolder
    let engine: OwnedEngine
    let source: RemoteSource

    beforeAll(async () => {
      server = await openConnectServer({
        settings: ['spark.connect.execute.reattachable.senderMaxStreamDuration=1s'],
      })
      folder = await openTestFolder([`pipeline.engine.remote=sc://127.0.0.1:${server.port}`])
      await folder.write(HARD)
      await folder.seed(20_000, 3)
      engine = await folder.engine()
      const { path: root, version } = await engine.lake.info('transactions')
      source = { table: { root, version, schema: deltaSchemaOf(TRANSACTION_FIELDS) }, ...HARD_DAYS, filters: [] }
    }, 600_000)
    afterAll(async () => {
      await folder.remove()
      await server.close()
    })

    /** The results of both engines. */
    async function onBoth(analysisType: AnalysisType, request: Omit<BatchRequest, 'analysisType' | 'engine'>) {
      const results = []
      for (const kind of ['duckdb', 'spark'] as const) {
        const record = await runBatch(engine, { ...request, analysisType, engine: kind }, 300_000)
        expect(record).toMatchObject({ status: 'COMPLETED', engine: kind })
        const rows = new Map<AnalysisName, readonly Row[]>()
        for (const { name } of analysesOf(analysisType)) {
          const answer = await engine.batch.aggregated(record.batchId, name, { limit: 10_000, offset: 0 })
          if (!('data' in answer)) throw new Error('one analysis was asked for')
          rows.set(name, answer.data)
        }
        results.push({ record, rows })
      }
      const [duckdb, spark] = results
      if (duckdb === undefined || spark === undefined) throw new Error('two engines were asked')
      return { duckdb, spark }
    }

    const requests: [string, Omit<BatchRequest, 'analysisType' | 'engine'>][] = [
      ['a table of hard cases', HARD_DAYS],
      ['a seeded table', { startDate: day(3), endDate: day(1) }],
      [
        'filters by text, number, flag, date and time',
        {
          ...HARD_DAYS,
          filters: {
            city: "O'Fallon",
            quantity: '1',
            total_amount: '10',
            event_date: '2026-01-01',
            event_timestamp: '2026-01-01T10:00:00Z',
          },
        },
      ],
    ]
    test.each(dose(requests.slice(0, 1), requests))('%s: the same rows, integers exactly', async (_name, request) => {
      const { duckdb, spark } = await onBoth('full_report', request)
      expect(duckdb.record.rowCount).toBeGreaterThan(0)
      expect(spark.record).toMatchObject({ rowCount: duckdb.record.rowCount, tableVersion: duckdb.record.tableVersion })
      for (const name of ANALYSIS_NAMES) {
        const keys = ANALYSES[name].keys.map(({ column }) => column)
        expectEqual(name, keys, duckdb.rows.get(name) ?? [], spark.rows.get(name) ?? [])
      }
    })

    test('half up on the text of the double on both: 41/40 and 43/40', async () => {
      const { duckdb, spark } = await onBoth('inventory_velocity', HARD_DAYS)
      for (const { rows } of [duckdb, spark]) {
        const found = new Map(
          (rows.get('inventory_velocity') ?? []).map((row) => [row['product_id'], row['daily_velocity']]),
        )
        expect(found.get('p41')).toBe(1.03)
        expect(found.get('p43')).toBe(1.08)
      }
    })

    test('no rows at all: an empty result on both', async () => {
      const { duckdb, spark } = await onBoth('fraud_analysis', { startDate: '2020-01-01', endDate: '2020-01-02' })
      for (const { record, rows } of [duckdb, spark]) {
        expect(record.rowCount).toBe(0)
        expect(rows.get('fraud_analysis')).toEqual([])
      }
    })

    /** Every pair of a million: nothing finishes it. */
    const ENDLESS = 'SELECT count(*) AS n FROM range(1000000) a JOIN range(1000000) b ON a.id + b.id > 5'

    /** One query under a batch of its own, in an engine of its own as another process would have it. */
    function start(text: string) {
      const remote = parseSparkRemote(`sc://127.0.0.1:${server.port}`)
      if (typeof remote === 'string') throw new Error(remote)
      const cluster = openSparkEngine({ remote, log: SILENT, patience: { ...PATIENCE, reconnectMs: 3000 } })
      const batchId = `batch-20260101-${randomBytes(4).toString('hex')}`
      const target = join(folder.path, `${batchId}.arrow`)
      const stop = new AbortController()
      const queries = [{ analysis: { ...ANALYSES.revenue_by_category, sql: () => text }, target }]
      let onRunning: () => void = () => undefined
      const running = new Promise<void>((resolve) => (onRunning = resolve))
      let told = 0
      const onProgress = () => {
        // The first word is ours, the second comes from the cluster.
        if (++told === 2) onRunning()
      }
      const ended = cluster.run({ batchId, source, queries }, onProgress, stop.signal)
      ended.catch(() => undefined)
      return { cluster, batchId, target, stop, running, ended }
    }

    test('a stream that the server cuts is taken up again: every row once', async () => {
      const { ended, cluster } = start('SELECT id, uuid() AS text FROM range(0, 400000, 1, 4)')
      const [output] = await ended
      expect(output?.rows).toBe(400_000)
      expect(cluster.status).toMatchObject({ state: 'reachable', version: '4.0.1' })
      await cluster.close()
    })

    test('a cancel ends the query on the cluster too, and leaves no file', async () => {
      const { cluster, target, stop, running, ended } = start(ENDLESS)
      await running
      stop.abort(new Error('stop'))
      await expect(ended).rejects.toMatchObject({ code: 'BATCH_CANCELLED' })
      expect(existsSync(target)).toBe(false)
      await cluster.close()
    })

    test('what a process that is gone left running is ended by the next', async () => {
      const gone = start(ENDLESS)
      await gone.running
      const remote = parseSparkRemote(`sc://127.0.0.1:${server.port}`)
      if (typeof remote === 'string') throw new Error(remote)
      const next = openSparkEngine({ remote, log: SILENT })
      let isOver = false
      gone.ended.catch(() => (isOver = true))
      // Unlike a process that is gone, this one may take the end for a lost server and ask once more.
      await until(
        async () => {
          await next.abandon([gone.batchId])
          return isOver
        },
        (over) => over,
      )
      await expect(gone.ended).rejects.toMatchObject({ code: expect.stringMatching(/^ENGINE_/) as unknown })
      await gone.cluster.close()
      await next.close()
    })

    test('an error of Spark is told by class, SQLSTATE and fix', async () => {
      const { ended, cluster } = start('SELECT * FROM delta.`file:/nowhere` VERSION AS OF 1')
      await expect(ended).rejects.toMatchObject({
        code: 'ENGINE_FAILED',
        message: expect.stringContaining('must see the lake under the same path') as unknown,
      })
      const divided = start('SELECT 1 / 0 AS n')
      await expect(divided.ended).rejects.toThrow(/DIVIDE_BY_ZERO, SQLSTATE 22012/)
      await cluster.close()
      await divided.cluster.close()
    })

    // The last: nothing runs on that server any more.
    test('a server that dies under a batch fails it, with cause and fix', async () => {
      const { cluster, target, running, ended } = start(ENDLESS)
      await running
      await server.kill()
      await expect(ended).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' })
      expect(existsSync(target)).toBe(false)
      expect(cluster.status.state).toBe('unreachable')
      await cluster.close()
    })
  },
)

/** Groups in one order; sums of doubles may differ in their last digits, and with them the order of equals. */
function expectEqual(name: AnalysisName, keys: readonly string[], left: readonly Row[], right: readonly Row[]): void {
  expect(right.length, name).toBe(left.length)
  const byGroup = (rows: readonly Row[]) =>
    new Map(rows.map((row) => [JSON.stringify(keys.map((key) => row[key])), row]))
  const others = byGroup(right)
  for (const [group, row] of byGroup(left)) {
    const other = others.get(group)
    expect(other, `${name} ${group}`).toBeDefined()
    expect(Object.keys(other ?? {})).toEqual(Object.keys(row))
    for (const [column, value] of Object.entries(row)) {
      const found = other?.[column] ?? null
      if (!isClose(value, found)) expect({ [column]: found }, `${name} ${group}`).toEqual({ [column]: value })
    }
  }
}

const TOLERANCE = 1e-9

function isClose(left: Cell, right: Cell): boolean {
  if (typeof left !== 'number' || typeof right !== 'number') return false
  if (Number.isInteger(left) && Number.isInteger(right)) return left === right
  return Math.abs(left - right) <= TOLERANCE * Math.max(1, Math.abs(left))
}
