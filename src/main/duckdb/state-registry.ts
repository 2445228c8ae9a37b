import { DuckDBListValue, type DuckDBValue } from '@duckdb/node-api'
import { AnalysisType, BatchState } from '../../shared/batch'
import { BatchFigures } from '../../shared/explore'
import type { BatchEnd, RegistryStore, StoredBatch } from '../batch/stores'
import { conditionsOf } from './conditions'
import type { Session } from './session'

/** The batch registry in `state.duckdb`; each change is on disk when its call resolves. */
export async function createRegistry(session: Session): Promise<RegistryStore> {
  const connection = await session.connect()

  async function rows(sql: string, values: DuckDBValue[] = []): Promise<Record<string, DuckDBValue>[]> {
    return (await connection.runAndReadAll(sql, values)).getRowObjects()
  }

  return {
    async put(record) {
      await connection.run(
        `INSERT INTO batches (id, position, status, analysis, submitted, record, search) VALUES (?, nextval('batch_order'), ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET status = excluded.status, record = excluded.record, search = excluded.search`,
        [
          record.batchId,
          record.status,
          record.analysisType,
          BigInt(Date.parse(record.submitTime)),
          JSON.stringify(record),
          searchTextOf(record),
        ],
      )
    },
    async get(batchId) {
      return (await rows('SELECT record FROM batches WHERE id = ?', [batchId])).map(toRecord)[0] ?? null
    },
    async oldFigures(batchId) {
      const [row] = await rows('SELECT figures FROM batches WHERE id = ?', [batchId])
      const text = row?.['figures']
      return typeof text === 'string' ? BatchFigures.parse(JSON.parse(text)) : null
    },
    async remove(batchId) {
      await connection.run('DELETE FROM batches WHERE id = ?', [batchId])
    },
    async list(query) {
      const { text, values } = conditionsOf([
        ['status = ?', query.status],
        ['analysis = ?', query.analysisType],
        ['submitted >= ?::BIGINT', query.from],
        ['submitted <= ?::BIGINT', query.to],
        ['contains(search, ?)', query.q?.toLowerCase()],
      ])
      const [counted] = await rows(`SELECT count(*) AS total FROM batches WHERE ${text}`, values)
      // The page is found by its narrow columns; then its records are fetched by their ids.
      const found = await rows(
        `SELECT record FROM batches WHERE id IN (SELECT id FROM batches WHERE ${text} ORDER BY position DESC LIMIT ? OFFSET ?) ORDER BY position DESC`,
        [...values, query.limit, query.offset],
      )
      return { total: Number(counted?.['total']), records: found.map(toRecord) }
    },
    async countByState() {
      const counted = await rows('SELECT status, count(*) AS total FROM batches GROUP BY status')
      return new Map(counted.map((row) => [String(row['status']), Number(row['total'])]))
    },
    async inStates(states) {
      const marks = states.map(() => '?').join(', ')
      return (await rows(`SELECT record FROM batches WHERE status IN (${marks}) ORDER BY position`, [...states])).map(
        toRecord,
      )
    },
    async ends(states) {
      const marks = states.map(() => '?').join(', ')
      const found = await rows(
        `SELECT id, json_extract_string(record, ['$.endTime', '$.bytes']) AS found, status, analysis, submitted FROM batches WHERE status IN (${marks}) ORDER BY position`,
        [...states],
      )
      return found.map(toEnd)
    },
  }
}

/**
 * What `q` is looked for in: what a person may know of a batch, in lower case; a path only where
 * an error message names one.
 */
function searchTextOf(record: StoredBatch): string {
  const { batchId, status, analysisType, startDate, endDate, submitTime, filters, errorMessage } = record
  const words = [batchId, status, analysisType, startDate, endDate, submitTime, ...Object.entries(filters ?? {}).flat()]
  return [...words, errorMessage ?? ''].join(' ').toLowerCase()
}

function toEnd(row: Record<string, DuckDBValue>): BatchEnd {
  const { id, status, analysis, found, submitted } = row
  // One pass over the text of the record for both.
  const [ended, bytes] = found instanceof DuckDBListValue ? found.items : []
  return {
    batchId: String(id),
    status: BatchState.parse(status),
    analysisType: AnalysisType.parse(analysis),
    submitTime: new Date(Number(submitted)).toISOString(),
    ...(typeof ended === 'string' ? { endTime: ended } : {}),
    ...(typeof bytes === 'string' ? { bytes: Number(bytes) } : {}),
  }
}

function toRecord(row: Record<string, DuckDBValue>): StoredBatch {
  return JSON.parse(String(row['record'])) as StoredBatch
}
