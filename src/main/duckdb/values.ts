import type { DuckDBValue } from '@duckdb/node-api'
import { isoTime } from '../../shared/scalars'

/** Epoch microseconds of DuckDB's text of a TIMESTAMPTZ in UTC (`2026-11-24 07:59:02.123456+00`); null for infinities and years past 9999. */
export function parseTimestampText(text: string): bigint | null {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:\+00(?::?00)?)?$/.exec(text)
  if (match === null) return null
  const [, date = '', time = '', fraction = ''] = match
  const millis = Date.parse(`${date}T${time}Z`)
  return Number.isNaN(millis) ? null : BigInt(millis) * 1000n + BigInt(fraction.padEnd(6, '0'))
}

/** A column's text; null where it is none. */
export function textOrNull(value: DuckDBValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}

/** A time from DuckDB's epoch milliseconds; null where there is none. */
export function isoOrNull(millis: DuckDBValue | undefined): string | null {
  return typeof millis === 'bigint' || typeof millis === 'number' ? isoTime(Number(millis)) : null
}
