import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/main/config/load'
import { openEngine, type EngineOptions, type OwnedEngine } from '../../src/main/engine'
import { openLakeParts, type LakeParts } from '../../src/main/lake-parts'
import { SILENT } from '../../src/main/log/logger'
import { quoteName, quoteText } from '../../src/main/sql'
import { runCopy } from '../../src/main/duckdb/copy'
import { TRANSACTION_STATS } from '../../src/main/duckdb/transaction-stats'
import type { SchemaField } from '../../src/main/lake/actions'
import { deltaSchemaOf } from '../../src/main/lake/schema'
import { seed } from '../../src/main/sample/seeder'
import { createSeedWriter } from '../../src/main/duckdb/seed-writer'
import { createWorld } from '../../src/main/sample/world'
import { TRANSACTION_FIELDS, type TransactionColumn } from '../../src/shared/transaction'
import type { BatchRecord, BatchRequest } from '../../src/shared/batch'
import { SQL_TYPES } from '../../src/main/duckdb/sql-types'
import { now } from './day'
import { until } from './until'

export const WORKER_SCRIPT = join(import.meta.dirname, '../../out/main/batch-worker.cjs')

export type SampleRow = Partial<Record<TransactionColumn, string | number | boolean | null>>

export interface TestFolder {
  readonly path: string
  readonly loaded: ReturnType<typeof loadConfig>
  engine(options?: Partial<Pick<EngineOptions, 'now' | 'log' | 'scheduling'>>): Promise<OwnedEngine>
  /**
   * Commits rows as one file a date.
   * @param more columns beside those of a transaction, each with its value as SQL
   */
  write(rows: readonly SampleRow[], more?: ReadonlyMap<SchemaField, string>): Promise<void>
  /**
   * Commits what a SELECT with the 34 columns gives.
   * @param more columns of the table beside those of a transaction
   */
  writeSql(select: string, more?: readonly SchemaField[]): Promise<void>
  seed(records: number, days?: number): Promise<void>
  lake<T>(work: (parts: LakeParts) => Promise<T>): Promise<T>
  remove(): Promise<void>
}

/** A data folder of its own with the real engine over it. */
export async function openTestFolder(settings: readonly string[] = []): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'millrace-engine-'))
  const loaded = loadConfig({
    flags: [
      `pipeline.delta.base-path=${path}/delta`,
      'pipeline.http.port=0',
      'pipeline.stream.trigger-interval=200ms',
      ...settings,
    ],
    environment: {},
    workingDirectory: path,
    defaultFolder: null,
  })
  const engines: OwnedEngine[] = []
  const root = loaded.config.delta.streamTransactionsPath

  async function lake<T>(work: (parts: LakeParts) => Promise<T>): Promise<T> {
    const parts = await openLakeParts(loaded.config, 'test', SILENT)
    try {
      return await work(parts)
    } finally {
      await parts.close()
    }
  }

  const folder: TestFolder = {
    path,
    loaded,
    lake,
    async engine(options = {}) {
      const engine = await openEngine({
        config: loaded.config,
        settings: loaded.settings,
        version: 'test',
        log: SILENT,
        workerScript: WORKER_SCRIPT,
        ...options,
      })
      engines.push(engine)
      return engine
    },
    write(rows, more = new Map()) {
      const selected = TRANSACTION_FIELDS.map(
        ({ name, kind }) =>
          `column${TRANSACTION_FIELDS.findIndex((field) => field.name === name)}::${SQL_TYPES[kind]} AS ${name}`,
      )
      const columns = TRANSACTION_FIELDS.map((_, index) => `column${index}`).join(', ')
      const values = rows.map(
        (row) => `(${TRANSACTION_FIELDS.map(({ name }) => literal(valueOf(row, name))).join(', ')})`,
      )
      const others = [...more].map(([{ name }, sql]) => `${sql} AS ${quoteName(name)}`)
      const select = [...selected, ...others].join(', ')
      return folder.writeSql(`SELECT ${select} FROM (VALUES ${values.join(', ')}) AS given(${columns})`, [
        ...more.keys(),
      ])
    },
    writeSql(select, more = []) {
      return lake(async ({ lake: tables, session }) => {
        const table = tables.table(root)
        const columns = [...deltaSchemaOf(TRANSACTION_FIELDS), ...more]
        await table.ensure({ columns, partitionColumns: ['event_date'] })
        const connection = await session.connect()
        const files = await runCopy(
          connection,
          `COPY (${select}) TO ${quoteText(root)} (FORMAT parquet, PARTITION_BY (event_date), RETURN_STATS, APPEND, FILENAME_PATTERN 'part-{uuid}')`,
          TRANSACTION_STATS,
        )
        connection.disconnectSync()
        const outcome = await table.commit({ operation: 'WRITE', add: files })
        if (outcome.kind !== 'committed') throw new Error(outcome.detail)
      })
    },
    seed(records, days = 90) {
      return lake(async (parts) => {
        await seed({
          lake: parts.lake,
          writer: createSeedWriter(parts.session, parts.lineFolder),
          root,
          columns: deltaSchemaOf(TRANSACTION_FIELDS),
          world: createWorld(),
          records,
          days,
          replace: false,
          now: now(),
        })
      })
    },
    async remove() {
      for (const engine of engines) await engine.close()
      // The batch worker of a process that was killed may still write a file.
      await rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
  return folder
}

/** Runs a batch to its end. */
export async function runBatch(engine: OwnedEngine, request: BatchRequest, limitMs = 120_000): Promise<BatchRecord> {
  const { batchId } = await engine.batch.submit(request)
  return until(
    () => engine.batch.record(batchId),
    (record) => record.status !== 'PENDING' && record.status !== 'RUNNING',
    limitMs,
  )
}

const DEFAULTS: SampleRow = {
  transaction_id: 't',
  event_timestamp: '2026-01-01T10:00:00Z',
  processing_timestamp: '2026-01-01T10:00:01Z',
  customer_id: 'c1',
  product_id: 'p1',
  product_name: 'Product 1',
  category: 'books',
  quantity: 1,
  unit_price: 10,
  total_amount: 10,
  currency: 'USD',
  payment_method: 'upi',
  transaction_status: 'completed',
  channel: 'web',
  region: 'north',
  city: 'Delhi',
}

function valueOf(row: SampleRow, name: TransactionColumn): string | number | boolean | null {
  if (name === 'event_date') {
    const time = row.event_timestamp ?? DEFAULTS.event_timestamp
    return row.event_date ?? String(time).slice(0, 10)
  }
  const value = name in row ? row[name] : DEFAULTS[name]
  return value ?? null
}

function literal(value: string | number | boolean | null): string {
  if (value === null) return 'NULL'
  return typeof value === 'string' ? quoteText(value) : String(value)
}
