import {
  RAW_FILE_COLUMNS,
  type Range,
  type RawConstants,
  type RawFile,
  type RawRows,
  type TimeSlice,
} from '../../batch/ports'
import { quoteName, quoteNames, quoteText, type BoundSql } from '../../sql'
import type { Row } from '../../../shared/scalars'
import { TRANSACTION_FIELDS, type FieldKind } from '../../../shared/transaction'
import { rawScanSql } from './source-sql'

/** How values are wanted: as they are, or as every row shows them in text, or in JSON. */
export type ValueForm = 'value' | 'text' | 'json'

/** Columns of a raw row in schema order, with the constants of the batch. */
export function rawColumnsSql({ batchId, processingTimestamp }: RawConstants): string {
  return TRANSACTION_FIELDS.map(({ name }) => {
    if (name === 'batch_id') return `${quoteText(batchId)} AS ${name}`
    if (name === 'processing_timestamp') return `${quoteText(processingTimestamp)}::TIMESTAMPTZ AS ${name}`
    return quoteName(name)
  }).join(', ')
}

/** A column in a form, under its own name. */
export function columnSql(name: string, kind: FieldKind | 'string_list', form: ValueForm): string {
  const value = quoteName(name)
  if (form !== 'value' && kind === 'timestamp') return `${isoText(value)} AS ${value}`
  if (form === 'json' && kind === 'int64') return `${int64Json(value)} AS ${value}`
  if (form === 'json' && kind === 'double') return `${doubleJson(value)} AS ${value}`
  if (form === 'text' && kind === 'double') return `${doubleText(value)} AS ${value}`
  return value
}

/** As `int64ToJson`: what a double cannot hold exactly is text (decision 29). */
function int64Json(value: string): string {
  return `CASE WHEN ${value} BETWEEN ${Number.MIN_SAFE_INTEGER} AND ${Number.MAX_SAFE_INTEGER} THEN to_json(${value}) ELSE to_json(${value}::VARCHAR) END`
}

/** JSON has no name for what is no number: it is text, as in every row. */
function doubleJson(value: string): string {
  return `CASE WHEN NOT isfinite(${value}) THEN to_json(${notFiniteText(value)}) ELSE to_json(${value}) END`
}

/** The digits that JavaScript, and so every row, writes: `1`, `0.1`, `1e-7`, `1e+21`. */
function doubleText(value: string): string {
  const digits = `to_json(${value})::VARCHAR`
  return `CASE WHEN NOT isfinite(${value}) THEN ${notFiniteText(value)} WHEN ${value} = 0 THEN '0'
    WHEN abs(${value}) >= 1e21 THEN replace(${digits}, 'e', 'e+') WHEN ${value} = trunc(${value}) THEN left(${digits}, -2) ELSE ${digits} END`
}

/** NaN and infinities as text, as JavaScript and so every row writes them. */
export function notFiniteText(value: string): string {
  return `CASE WHEN isnan(${value}) THEN 'NaN' WHEN ${value} > 0 THEN 'Infinity' ELSE '-Infinity' END`
}

/** ISO 8601 UTC with milliseconds, as `isoTime` and so every row shows a time. */
export function isoText(value: string): string {
  const time = `make_timestamp(epoch_us(${value}))`
  return `CASE WHEN epoch_us(${value}) BETWEEN ${FIRST_MICROS} AND ${LAST_MICROS} THEN strftime(${time}, '%Y-%m-%dT%H:%M:%S.%gZ')
    ELSE printf('%s%06d', CASE WHEN year(${time}) < 0 THEN '-' ELSE '+' END, abs(year(${time}))) || strftime(${time}, '-%m-%dT%H:%M:%S.%gZ') END`
}

/** The years 0 to 9999, which have four digits. */
const FIRST_MICROS = -62_167_219_200_000_000
const LAST_MICROS = 253_402_300_799_999_999

/** The page's rows, in their order. */
export function pageSql({ files, constants }: RawRows, slice: TimeSlice | null, { offset, limit }: Range): BoundSql {
  const scan = rankedScan(files)
  const within =
    slice === null
      ? ''
      : slice.from === null
        ? 'WHERE event_timestamp IS NULL'
        : 'WHERE event_timestamp >= make_timestamptz(?::BIGINT) AND event_timestamp < make_timestamptz(?::BIGINT)'
  const values = slice?.from === null || slice?.to === null || slice === null ? [] : [slice.from, slice.to]
  return {
    text: `SELECT ${rawColumnsSql(constants)} FROM (SELECT * FROM ${scan} ${within} ORDER BY ${RAW_ORDER} LIMIT ${limit} OFFSET ${offset}) ORDER BY ${RAW_ORDER}`,
    values,
  }
}

/** One scan of the time column: its rows by equal-width spans. */
export function slicesSql(files: readonly RawFile[], count: number): BoundSql {
  const scan = rawScanSql(files.map((file) => file.path))
  return {
    text: `WITH times AS (SELECT epoch_us(event_timestamp) AS t FROM ${scan}),
        bounds AS (SELECT min(t) AS low, greatest(1, (max(t) - min(t)) // ${count} + 1) AS width FROM times)
      SELECT CASE WHEN t IS NULL THEN NULL ELSE CAST(low + ((t - low) // width) * width AS VARCHAR) END AS start, CAST(any_value(width) AS VARCHAR) AS width, count(*) AS rows
      FROM times, bounds GROUP BY start ORDER BY CAST(start AS BIGINT) NULLS FIRST`,
    values: [],
  }
}

/** A row of `slicesSql`. */
export function readSlice(row: Row): TimeSlice {
  const rows = Number(row['rows'])
  if (row['start'] === null || row['start'] === undefined) return { from: null, to: null, rows }
  const from = BigInt(String(row['start']))
  return { from, to: from + BigInt(String(row['width'])), rows }
}

export const RAW_ORDER = 'event_timestamp ASC NULLS FIRST, transaction_id ASC NULLS FIRST, file_rank, file_row_number'

/** Raw rows with their date from the log and their stored position: the rank of their file, and their row in it. */
export function rankedScan(files: readonly RawFile[]): string {
  const dates = files.map(({ eventDate }) => (eventDate === null ? 'NULL' : quoteText(eventDate)))
  return `(SELECT ${quoteNames(RAW_FILE_COLUMNS)}, ([${dates.join(', ')}]::DATE[])[file_rank + 1] AS event_date, file_rank, file_row_number FROM ${rawScanSql(
    files.map((file) => file.path),
    { positions: true, rank: true },
  )})`
}
