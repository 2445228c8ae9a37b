import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { int64ToJson, isoDate, isoTime, type Cell, type Row } from '../../shared/scalars'

/**
 * A DuckDB value as the API tells it (decisions 17, 29): times as ISO 8601 UTC floored to milliseconds, dates
 * `YYYY-MM-DD`, integers beyond 2^53 as text, NaN and infinities as text, bytes as base64.
 */
function toCell(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return int64ToJson(value)
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) return isoOfMicros(value.micros)
  if (value instanceof DuckDBDateValue) return isoDate(value.days)
  if (value instanceof DuckDBListValue) return value.items.map((item) => (item === null ? null : String(item)))
  if (value instanceof DuckDBDecimalValue) return value.toDouble()
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64')
  return value.toString()
}

/** A row of DuckDB as the API writes it (decisions 17 and 29). */
export function toRow(values: Record<string, DuckDBValue>): Row {
  const row: Row = {}
  for (const [name, value] of Object.entries(values)) row[name] = toCell(value)
  return row
}

function isoOfMicros(micros: bigint): string {
  const millis = micros >= 0n ? micros / 1000n : -((-micros + 999n) / 1000n)
  return isoTime(Number(millis))
}
