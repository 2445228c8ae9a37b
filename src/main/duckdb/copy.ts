import { DuckDBMapValue, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import { dirname } from 'node:path'
import { stat } from 'node:fs/promises'
import { syncFile, syncFolder } from '../durable'
import { atOnce } from '../../shared/at-once'
import type { FileStats, StatValue } from '../lake/actions'
import type { NewFile } from '../lake/ports'
import type { FieldKind } from '../../shared/transaction'
import { parseTimestampText } from './values'
import { CHECKSUM_TAG, checksumOf } from '../data-file'

/** Each is an open file: a batch of thousands of dates has thousands. */
const SYNCS_AT_ONCE = 32

/** How the files of a COPY are described in the log. */
export interface CopyDescription {
  /** Columns whose bounds are worth their place in the log, with their kinds. */
  readonly statsColumns: ReadonlyMap<string, FieldKind>
}

/**
 * Runs a `COPY ... (RETURN_STATS)` and makes its files durable: COPY never fsyncs. A file without
 * rows is not described, so it is never committed.
 * @param inTurn runs the query when it may; files are made durable beside other queries
 */
export async function runCopy(
  connection: DuckDBConnection,
  sql: string,
  description: CopyDescription,
  values: readonly DuckDBValue[] = [],
  inTurn: <T>(query: () => Promise<T>) => Promise<T> = (query) => query(),
): Promise<readonly NewFile[]> {
  const reader = await inTurn(() => connection.runAndReadAll(sql, [...values]))
  const files = reader
    .getRowObjects()
    .filter((row) => Number(row['count']) > 0)
    .map((row) => describeFile(row, description))
  return syncFiles(files)
}

/** Makes files and the folders that hold them durable, and gives them their times and checksums. */
async function syncFiles(files: readonly NewFile[]): Promise<readonly NewFile[]> {
  const done = await atOnce(SYNCS_AT_ONCE, files, async (file) => {
    await syncFile(file.path)
    const { size, mtimeMs } = await stat(file.path)
    const tags = { ...file.tags, [CHECKSUM_TAG]: await checksumOf(file.path) }
    return { ...file, tags, size, modificationTime: Math.floor(mtimeMs) }
  })
  const folders = new Set(files.map((file) => dirname(file.path)))
  const parents = new Set([...folders].map((folder) => dirname(folder)))
  await atOnce(SYNCS_AT_ONCE, [...folders], syncFolder)
  await atOnce(SYNCS_AT_ONCE, [...parents], syncFolder)
  return done
}

function describeFile(row: Record<string, DuckDBValue>, { statsColumns }: CopyDescription): NewFile {
  return {
    path: String(row['filename']),
    partitionValues: Object.fromEntries(
      entriesOf(row['partition_keys']).map(([key, value]) => [key, emptyAsNull(value)]),
    ),
    size: Number(row['file_size_bytes']),
    modificationTime: 0,
    stats: describeStats(Number(row['count']), row['column_statistics'], statsColumns),
  }
}

function describeStats(
  numRecords: number,
  statistics: DuckDBValue | undefined,
  columns: ReadonlyMap<string, FieldKind>,
): FileStats {
  const minValues: Record<string, StatValue> = {}
  const maxValues: Record<string, StatValue> = {}
  const nullCount: Record<string, number> = {}
  for (const [quoted, value] of entriesOf(statistics)) {
    const name = unquote(quoted)
    const kind = columns.get(name)
    if (kind === undefined) continue
    const facts = new Map(entriesOf(value))
    nullCount[name] = Number(facts.get('null_count'))
    if (facts.get('has_nan') === 'true') continue
    const min = boundOf(facts.get('min'), kind)
    const max = boundOf(facts.get('max'), kind)
    if (min !== null) minValues[name] = min
    if (max !== null) maxValues[name] = max
  }
  return { numRecords, minValues, maxValues, nullCount }
}

function boundOf(value: DuckDBValue | undefined, kind: FieldKind): StatValue | null {
  if (typeof value !== 'string') return null
  switch (kind) {
    case 'string':
    case 'date':
      return value
    case 'int32':
      return Number(value)
    case 'int64':
      return BigInt(value)
    case 'double':
      return Number.isFinite(Number(value)) ? Number(value) : null
    case 'timestamp':
      return parseTimestampText(value)
    case 'boolean':
      return null
  }
}

function entriesOf(value: DuckDBValue | undefined): [string, DuckDBValue][] {
  return value instanceof DuckDBMapValue ? value.entries.map(({ key, value: item }) => [String(key), item]) : []
}

/** Of a partition key: its null is told as an empty text. */
function emptyAsNull(value: DuckDBValue): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name
}
