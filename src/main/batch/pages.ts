import type { AddFile, StatValue } from '../lake/actions'
import { FILE_COLUMN } from '../lake/parquet-sql'
import { PARTITION_COLUMN, TRANSACTION_FIELDS, type FieldKind } from '../../shared/transaction'
import type { Row } from '../../shared/scalars'
import { RAW_FILE_COLUMNS } from './raw-snapshot'
import type { BatchWorker, BoundSql } from './ports'
import { rawScanSql } from './source-sql'

/**
 * Paging over raw rows in their total order: event_timestamp (nulls first), transaction_id, stored position
 * (decision 16). Files whose time ranges overlap form a cluster; clusters follow one another in time, so the row
 * counts in the log lead to a page's cluster without reading, and only that is sorted.
 */
export interface RawFile {
  /** Absolute. */
  readonly path: string
  readonly eventDate: string | null
  readonly rows: number
  /** Bounds of event_timestamp, epoch microseconds; null where unknown. */
  readonly min: bigint | null
  readonly max: bigint | null
}

export interface Cluster {
  readonly files: readonly RawFile[]
  /** Rows before it. */
  readonly start: number
  readonly rows: number
}

export interface RawConstants {
  readonly batchId: string
  /** ISO 8601. */
  readonly processingTimestamp: string
}

/** Above this a cluster is cut into time slices, so that a page does not sort all of it. */
const SLICE_ROWS = 50_000

export function toRawFile(path: string, file: AddFile, rows: number): RawFile {
  return {
    path,
    eventDate: file.partitionValues[PARTITION_COLUMN] ?? null,
    rows,
    // A file that may hold rows without a time sorts before all others.
    min: file.stats?.nullCount['event_timestamp'] === 0 ? micros(file.stats.minValues['event_timestamp']) : null,
    max: micros(file.stats?.maxValues['event_timestamp']),
  }
}

/** Clusters in time order; a file without bounds overlaps everything. */
export function planClusters(files: readonly RawFile[]): Cluster[] {
  const bounded = files.every((file) => file.min !== null && file.max !== null)
  const groups: RawFile[][] = []
  if (!bounded) {
    if (files.length > 0) groups.push([...files])
  } else {
    let end: bigint | null = null
    for (const file of [...files].sort((left, right) => compare(left.min, right.min))) {
      const group = groups.at(-1)
      // Bounds are widened to milliseconds: touching ones may overlap.
      if (group === undefined || end === null || (file.min ?? 0n) > end) groups.push([file])
      else group.push(file)
      if (end === null || (file.max ?? 0n) > end) end = file.max
    }
  }
  let start = 0
  return groups.map((group) => {
    const rows = group.reduce((sum, file) => sum + file.rows, 0)
    const cluster = { files: group, start, rows }
    start += rows
    return cluster
  })
}

/** A stretch of one cluster: rows [offset, offset + limit) of its order. */
export interface Stretch {
  readonly cluster: Cluster
  readonly offset: number
  readonly limit: number
}

export function planStretches(clusters: readonly Cluster[], offset: number, limit: number): Stretch[] {
  const end = offset + limit
  return clusters
    .filter((cluster) => cluster.start < end && cluster.start + cluster.rows > offset)
    .map((cluster) => {
      const from = Math.max(offset, cluster.start) - cluster.start
      const to = Math.min(end, cluster.start + cluster.rows) - cluster.start
      return { cluster, offset: from, limit: to - from }
    })
}

/** Row counts of one cluster by equal-width slices of time, in order. */
interface Slice {
  /** Bounds in epoch microseconds, [from, to); null is open. */
  readonly from: bigint | null
  readonly to: bigint | null
  readonly rows: number
}

/** Reads pages of one batch; keeps the slices of its large clusters. */
export class RawPages {
  private readonly slices = new WeakMap<Cluster, Promise<readonly Slice[]>>()

  constructor(
    private readonly worker: Pick<BatchWorker, 'query'>,
    readonly clusters: readonly Cluster[],
    readonly constants: RawConstants,
  ) {}

  async rows(offset: number, limit: number, signal?: AbortSignal): Promise<Row[]> {
    const rows: Row[] = []
    for (const stretch of planStretches(this.clusters, offset, limit)) {
      rows.push(...(await this.readStretch(stretch, signal)))
    }
    return rows
  }

  private async readStretch({ cluster, offset, limit }: Stretch, signal?: AbortSignal): Promise<readonly Row[]> {
    if (cluster.rows <= SLICE_ROWS)
      return this.worker.query(pageSql(cluster.files, null, offset, limit, this.constants), signal)
    let known = this.slices.get(cluster)
    if (known === undefined) {
      known = this.readSlices(cluster)
      this.slices.set(cluster, known)
      known.catch(() => this.slices.delete(cluster))
    }
    const rows: Row[] = []
    let before = 0
    for (const slice of await known) {
      const from = Math.max(offset, before)
      const to = Math.min(offset + limit, before + slice.rows)
      if (from < to)
        rows.push(
          ...(await this.worker.query(pageSql(cluster.files, slice, from - before, to - from, this.constants), signal)),
        )
      before += slice.rows
    }
    return rows
  }

  /** One scan of the time column; equal values always fall into one slice, so the order holds across slices. */
  private async readSlices(cluster: Cluster): Promise<readonly Slice[]> {
    const count = Math.ceil(cluster.rows / SLICE_ROWS) * 4
    const scan = rawScanSql(cluster.files.map((file) => file.path))
    const found = await this.worker.query({
      text: `WITH times AS (SELECT epoch_us(event_timestamp) AS t FROM ${scan}),
          bounds AS (SELECT min(t) AS low, greatest(1, (max(t) - min(t)) // ${count} + 1) AS width FROM times)
        SELECT CASE WHEN t IS NULL THEN NULL ELSE CAST(low + ((t - low) // width) * width AS VARCHAR) END AS start, CAST(any_value(width) AS VARCHAR) AS width, count(*) AS rows
        FROM times, bounds GROUP BY start ORDER BY CAST(start AS BIGINT) NULLS FIRST`,
      values: [],
    })
    return found.map((row) => {
      const rows = Number(row['rows'])
      if (row['start'] === null || row['start'] === undefined) return { from: null, to: null, rows }
      const from = BigInt(String(row['start']))
      return { from, to: from + BigInt(String(row['width'])), rows }
    })
  }
}

/** How values are wanted: as they are, or as every row shows them in text, or in JSON. */
export type ValueForm = 'value' | 'text' | 'json'

/** Columns of a raw row in schema order, with the constants of the batch. */
export function rawColumnsSql(constants: RawConstants, form: ValueForm = 'value'): string {
  return TRANSACTION_FIELDS.map(({ name, kind }) => {
    if (name === 'batch_id') return `${text(constants.batchId)} AS batch_id`
    if (name === 'processing_timestamp') {
      return form === 'value'
        ? `${text(constants.processingTimestamp)}::TIMESTAMPTZ AS ${name}`
        : `${text(constants.processingTimestamp)} AS ${name}`
    }
    return columnSql(name, kind, form)
  }).join(', ')
}

export function columnSql(name: string, kind: FieldKind | 'string_list', form: ValueForm): string {
  if (form !== 'value' && kind === 'timestamp') return `${isoText(name)} AS "${name}"`
  if (form === 'json' && kind === 'int64') return `${int64Json(name)} AS "${name}"`
  if (form === 'json' && kind === 'double') return `${doubleJson(name)} AS "${name}"`
  if (form === 'text' && kind === 'double') return `${doubleText(name)} AS "${name}"`
  return `"${name}"`
}

/** As `int64ToJson`: what a double cannot hold exactly is text (decision 29). */
function int64Json(column: string): string {
  return `CASE WHEN "${column}" BETWEEN ${Number.MIN_SAFE_INTEGER} AND ${Number.MAX_SAFE_INTEGER} THEN to_json("${column}") ELSE to_json("${column}"::VARCHAR) END`
}

/** JSON has no name for what is no number: it is text, as in every row. */
function doubleJson(column: string): string {
  return `CASE WHEN NOT isfinite("${column}") THEN to_json(${notFiniteText(column)}) ELSE to_json("${column}") END`
}

/** The digits that JavaScript, and so every row, writes: `1`, `0.1`, `1e-7`, `1e+21`. */
function doubleText(column: string): string {
  const digits = `to_json("${column}")::VARCHAR`
  return `CASE WHEN NOT isfinite("${column}") THEN ${notFiniteText(column)} WHEN "${column}" = 0 THEN '0'
    WHEN abs("${column}") >= 1e21 THEN replace(${digits}, 'e', 'e+') WHEN "${column}" = trunc("${column}") THEN left(${digits}, -2) ELSE ${digits} END`
}

export function notFiniteText(column: string): string {
  return `CASE WHEN isnan("${column}") THEN 'NaN' WHEN "${column}" > 0 THEN 'Infinity' ELSE '-Infinity' END`
}

/** ISO 8601 UTC with milliseconds, as `isoTime` and so every row shows a time. */
export function isoText(column: string): string {
  const time = `make_timestamp(epoch_us("${column}"))`
  return `CASE WHEN epoch_us("${column}") BETWEEN ${FIRST_MICROS} AND ${LAST_MICROS} THEN strftime(${time}, '%Y-%m-%dT%H:%M:%S.%gZ')
    ELSE printf('%s%06d', CASE WHEN year(${time}) < 0 THEN '-' ELSE '+' END, abs(year(${time}))) || strftime(${time}, '-%m-%dT%H:%M:%S.%gZ') END`
}

/** The years 0 to 9999, which have four digits. */
const FIRST_MICROS = -62_167_219_200_000_000
const LAST_MICROS = 253_402_300_799_999_999

/**
 * The page's rows: the keys alone are sorted, then the 34 columns of the chosen rows are fetched by file and
 * position.
 */
function pageSql(
  files: readonly RawFile[],
  slice: Slice | null,
  offset: number,
  limit: number,
  constants: RawConstants,
): BoundSql {
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

export const RAW_ORDER = 'event_timestamp ASC NULLS FIRST, transaction_id ASC NULLS FIRST, file_rank, file_row_number'

/** Raw rows with their date from the log and their stored position. */
export function rankedScan(files: readonly RawFile[]): string {
  const columns = RAW_FILE_COLUMNS.map((name) => `"${name}"`).join(', ')
  // A VALUES list cannot be empty.
  if (files.length === 0) {
    return `(SELECT ${columns}, NULL::DATE AS event_date, 0 AS file_rank, file_row_number FROM ${rawScanSql([], { positions: true })})`
  }
  const ranks = files.map(
    ({ path, eventDate }, index) =>
      `(${text(path)}, ${index}, ${eventDate === null ? 'NULL::DATE' : `${text(eventDate)}::DATE`})`,
  )
  return `(SELECT ${columns}, event_date, file_rank, file_row_number FROM ${rawScanSql(
    files.map((file) => file.path),
    { positions: true, fileName: true },
  )} JOIN (VALUES ${ranks.join(', ')}) AS ranks(name, file_rank, event_date) ON ${FILE_COLUMN} = name)`
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

function micros(value: StatValue | undefined): bigint | null {
  return typeof value === 'bigint' ? value : null
}

function compare(left: bigint | null, right: bigint | null): number {
  return (left ?? 0n) < (right ?? 0n) ? -1 : (left ?? 0n) > (right ?? 0n) ? 1 : 0
}
