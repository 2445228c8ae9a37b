import { join } from 'node:path'
import { pinBatch } from '../../src/main/batch/pin'
import { loadConfig } from '../../src/main/config/load'
import { runCopy } from '../../src/main/duckdb/copy'
import { quoteText, textList } from '../../src/main/sql'
import { TRANSACTION_STATS } from '../../src/main/duckdb/transaction-stats'
import { openLakeParts, openTables } from '../../src/main/lake-parts'
import type { Snapshot } from '../../src/main/lake/ports'
import { deltaSchemaOf } from '../../src/main/lake/schema'
import { absolutePath } from '../../src/main/lake/table-path'
import { SILENT } from '../../src/main/log/logger'
import { messageOf, MillraceError } from '../../src/shared/errors'
import { TRANSACTION_FIELDS } from '../../src/shared/transaction'
import { Random } from './random'

const FEED = 'feed'
const DATES = ['2026-01-01', '2026-01-02'] as const
const ALL = { startDate: DATES[0], endDate: DATES[1], analysisType: 'full_report' } as const

/** Readers in loops over a table that is written, compacted and vacuumed without pause. */
export interface ReadLoop {
  /** Resolves when one more read has been found whole; throws what a reader or the care stumbled on. */
  next(): Promise<void>
  /** Ends the loops. A vacuum with nobody there leaves the live files alone; their number and that of those left. */
  stop(): Promise<{ live: number; pinned: number; rounds: number }>
  close(): Promise<void>
}

export interface ReadLoopOptions {
  readonly folder: string
  readonly workerScript: string
  readonly readers: number
  readonly seed: number
}

/**
 * Every commit of the feed takes the next offsets, and says how many there are in its txn: a reading of any version
 * is whole where it holds each offset below that once.
 */
export async function openReadLoop({ folder, workerScript, readers, seed }: ReadLoopOptions): Promise<ReadLoop> {
  const { config } = loadConfig({
    flags: [`pipeline.delta.base-path=${join(folder, 'delta')}`],
    environment: {},
    workingDirectory: folder,
    defaultFolder: null,
  })
  const parts = await openLakeParts(config, 'test', SILENT)
  const tables = openTables(parts, {
    config,
    log: SILENT,
    workerScript,
    auditStream: () => Promise.reject(new Error('not asked')),
  })
  const table = parts.lake.table(config.delta.streamTransactionsPath)
  await table.ensure({ columns: deltaSchemaOf(TRANSACTION_FIELDS), partitionColumns: ['event_date'] })
  const random = new Random(seed)
  let rows = 0
  let rounds = 0
  let stopped = false
  const isStopped = (): boolean => stopped
  const whole: (() => void)[] = []
  const failures: unknown[] = []
  let found = 0
  const roundEnds: (() => void)[] = []

  async function append(): Promise<void> {
    const from = rows
    rows += 2 + random.below(200)
    const columns = TRANSACTION_FIELDS.map(({ name }) => VALUES[name] ?? `NULL AS ${name}`)
    const connection = await parts.session.connect()
    const add = await runCopy(
      connection,
      `COPY (SELECT ${columns.join(', ')} FROM range(${from}, ${rows}) AS t(n)) TO ${quoteText(table.root)}
        (FORMAT parquet, PARTITION_BY (event_date), RETURN_STATS, APPEND, FILENAME_PATTERN 'part-{uuid}')`,
      TRANSACTION_STATS,
    ).finally(() => connection.disconnectSync())
    const transactions = [{ appId: FEED, version: BigInt(rows), previous: from === 0 ? null : BigInt(from) }]
    const outcome = await table.commit({ operation: 'STREAMING UPDATE', add, setTransactions: transactions })
    if (outcome.kind !== 'committed') throw new Error(outcome.detail)
  }

  async function care(): Promise<void> {
    while (!isStopped()) {
      for (let commits = 1 + random.below(3); commits > 0; commits--) await append()
      await tables.operations.compact('transactions')
      await tables.operations.vacuum('transactions', { retention: '0s', allowShortRetention: true })
      rounds++
      for (const wake of roundEnds.splice(0)) wake()
    }
  }

  async function reader(own: Random): Promise<void> {
    while (!isStopped()) {
      const newest = await table.snapshot()
      if (newest === null) throw new Error('there is no table')
      const back = own.below(4) === 0 ? Math.min(newest.version, own.below(4)) : 0
      const snapshot = back === 0 ? newest : await table.snapshot(newest.version - back)
      if (snapshot === null) throw new Error(`there is no version ${newest.version - back}`)
      const release = await pinBatch(table, snapshot, ALL).catch((error: unknown) => {
        // Vacuum was there before: told at once, and nothing is read.
        if (error instanceof MillraceError && error.code === 'INVALID_REQUEST') return null
        throw error
      })
      if (release === null) continue
      try {
        // Half of them hold their files while a whole round goes by.
        if (own.below(2) === 0) await roundEnd()
        await check(snapshot)
      } finally {
        release()
      }
      found++
      whole.shift()?.()
    }
  }

  async function check(snapshot: Snapshot): Promise<void> {
    const wanted = Number(snapshot.setTransactions.get(FEED) ?? 0n)
    if (wanted === 0) return
    const files = snapshot.files.map((file) => absolutePath(snapshot.root, file.path))
    const connection = await parts.session.connect()
    try {
      const reading = await connection.runAndReadAll(
        `SELECT count(*)::INTEGER, count(DISTINCT kafka_offset)::INTEGER, max(kafka_offset)::INTEGER + 1
          FROM read_parquet(${textList(files)}, hive_partitioning = false)`,
      )
      const counted = reading.getRows()[0]?.map(Number) ?? []
      if (counted.some((count) => count !== wanted))
        throw new Error(
          `torn read: version ${snapshot.version} has ${counted.join(' rows, ')} offsets, not ${wanted} of each`,
        )
    } catch (error) {
      throw new Error(`version ${snapshot.version}: ${messageOf(error)}`, { cause: error })
    } finally {
      connection.disconnectSync()
    }
  }

  function roundEnd(): Promise<void> {
    return new Promise((resolve) => {
      if (isStopped()) resolve()
      else roundEnds.push(resolve)
    })
  }

  async function failing(work: Promise<void>): Promise<void> {
    try {
      await work
    } catch (error) {
      failures.push(error)
      stopped = true
    } finally {
      for (const wake of [...roundEnds.splice(0), ...(isStopped() ? whole.splice(0) : [])]) wake()
    }
  }

  const loops = Promise.all([
    failing(care()),
    ...Array.from({ length: readers }, (_, number) => failing(reader(new Random(seed + 1 + number)))),
  ])

  async function end(): Promise<void> {
    stopped = true
    for (const wake of roundEnds.splice(0)) wake()
    await loops
  }

  let taken = 0
  return {
    async next() {
      if (failures.length === 0 && taken >= found) await new Promise<void>((resolve) => whole.push(resolve))
      taken++
      if (failures.length > 0) throw failures[0]
    },
    async stop() {
      await end()
      if (failures.length > 0) throw failures[0]
      const { pinned } = await tables.operations.vacuum('transactions', { retention: '0s', allowShortRetention: true })
      return { live: (await tables.operations.info('transactions')).files, pinned, rounds }
    },
    async close() {
      await end()
      await tables.close()
      await parts.close()
    },
  }
}

const VALUES: Readonly<Record<string, string>> = {
  transaction_id: "'t-' || n AS transaction_id",
  event_timestamp: "TIMESTAMPTZ '2026-01-01 00:00:00+00' AS event_timestamp",
  kafka_partition: '0 AS kafka_partition',
  kafka_offset: 'n::BIGINT AS kafka_offset',
  event_date: `CASE WHEN n % 2 = 0 THEN DATE '${DATES[0]}' ELSE DATE '${DATES[1]}' END AS event_date`,
}
