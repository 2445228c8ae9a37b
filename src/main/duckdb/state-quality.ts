import type { DuckDBValue } from '@duckdb/node-api'
import { QUALITY_COLUMNS, QUALITY_DAYS, shareOf, type QualityBatch, type QualityCounts } from '../../shared/quality'
import type { QualityStore } from '../stream/quality/ports'
import type { Session } from './session'

/** Beyond these the oldest go, however short the micro-batches are: about 100 MB. */
const MAX_ROWS = 1_000_000
const PRUNE_EVERY = 1000
const KEPT_MS = QUALITY_DAYS * 86_400_000
const COUNTS = ['row_count', 'dead_letters', 'amount_mismatches', 'future_events', 'repeated_ids'] as const
const NULLS = QUALITY_COLUMNS.map((name) => `null_${name}`)

/** The streaming history in `state.duckdb`. */
export async function createQualityStore(session: Session, now: () => number = Date.now): Promise<QualityStore> {
  const connection = await session.connect()
  await connection.run(
    `CREATE TABLE IF NOT EXISTS quality (batch_time BIGINT, version BIGINT, topic VARCHAR, ${[...COUNTS, ...NULLS].map((name) => `${name} BIGINT`).join(', ')})`,
  )
  await prune()
  let added = 0

  async function prune(): Promise<void> {
    await connection.run('DELETE FROM quality WHERE batch_time < ?', [BigInt(now() - KEPT_MS)])
    await connection.run(
      `DELETE FROM quality WHERE batch_time < (SELECT min(batch_time) FROM (SELECT batch_time FROM quality ORDER BY batch_time DESC LIMIT ${MAX_ROWS}))`,
    )
  }

  async function rowsOf(sql: string, values: bigint[]): Promise<Record<string, DuckDBValue>[]> {
    return (await connection.runAndReadAll(sql, values)).getRowObjects()
  }

  return {
    async add(record) {
      const values = [record.rows, record.deadLetters, record.amountMismatches, record.futureEvents, record.repeatedIds]
      const nulls = QUALITY_COLUMNS.map((_, index) => record.nulls[index] ?? 0)
      const marks = [...values, ...nulls].map(() => '?').join(', ')
      await connection.run(`INSERT INTO quality VALUES (?, ?, ?, ${marks})`, [
        BigInt(record.at),
        BigInt(record.version),
        record.topic,
        ...[...values, ...nulls].map(BigInt),
      ])
      if (++added % PRUNE_EVERY === 0) await prune()
    },

    async history({ from, to, limit }) {
      const range = [BigInt(from ?? 0), BigInt(to ?? Number.MAX_SAFE_INTEGER)]
      const where = 'WHERE batch_time BETWEEN ? AND ?'
      const sums = [...COUNTS, ...NULLS].map((name) => `sum(${name}) AS ${name}`).join(', ')
      const [summed = {}] = await rowsOf(`SELECT count(*) AS batches, ${sums} FROM quality ${where}`, range)
      const found = await rowsOf(
        `SELECT * FROM quality ${where} ORDER BY batch_time DESC, version DESC LIMIT ${limit}`,
        range,
      )
      const microBatches = Number(summed['batches'])
      return {
        summary: { microBatches, ...toCounts(summed) },
        page: { limit, returned: found.length, hasMore: microBatches > found.length },
        data: found.map((row) => ({
          version: Number(row['version']),
          at: new Date(Number(row['batch_time'])).toISOString(),
          topic: String(row['topic']),
          ...toCounts(row),
        })),
      }
    },
  }
}

function toCounts(row: Record<string, DuckDBValue>): QualityCounts & Pick<QualityBatch, 'nullShare'> {
  const number = (name: string) => Number(row[name] ?? 0)
  const rows = number('row_count')
  const deadLetters = number('dead_letters')
  return {
    rows,
    deadLetters,
    deadLetterShare: shareOf(deadLetters, rows + deadLetters),
    amountMismatches: number('amount_mismatches'),
    futureEvents: number('future_events'),
    repeatedIds: number('repeated_ids'),
    nullShare: Object.fromEntries(QUALITY_COLUMNS.map((name) => [name, shareOf(number(`null_${name}`), rows)])),
  }
}
