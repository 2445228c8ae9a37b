import type { BatchRequest } from '../../shared/batch'
import type { BatchEstimate } from '../../shared/explore'
import { PARTITION_COLUMN } from '../../shared/transaction'
import { liveRows, type AddFile } from '../lake/actions'
import type { Condition, Snapshot } from '../lake/ports'
import { LEAST_CUT, pruneFiles } from '../lake/prune'
import { typeName } from '../lake/schema'
import { parseFilters } from './filters'
import { planBatch } from './plan'
import { CHECKSUM_TAG } from '../data-file'

/**
 * What a batch would read at this version, from the log alone: no file is opened. `rows` is exact where the partition
 * values and statistics of each file prove that all of its rows belong to the batch.
 */
export function estimateBatch(request: BatchRequest, snapshot: Snapshot | null): BatchEstimate {
  if (snapshot === null) {
    parseFilters(request.filters ?? {}, [])
    return { ...NOTHING, rows: 0, exact: true, dates: 0, files: 0, bytes: 0, tableFiles: 0, tableRows: 0 }
  }
  const plan = planBatch(request, snapshot)
  const files = [...plan.whole, ...plan.cut]
  const partitioned = plan.conditions.filter(({ column }) => snapshot.metadata.partitionColumns.includes(column))
  const inRows = plan.conditions.filter((condition) => !partitioned.includes(condition))
  const types = new Map(snapshot.schema.map((field) => [field.name, typeName(field)]))
  const proven = new Set(pruneFiles(snapshot, partitioned).all)
  const isWhole = (file: AddFile) =>
    proven.has(file) && inRows.every((condition) => hasOnly(file, condition, types.get(condition.column)))
  const dates = [...datesOf(files)].sort()
  return {
    tableVersion: snapshot.version,
    rows: files.reduce((sum, file) => sum + (liveRows(file) ?? 0), 0),
    exact: files.every((file) => file.stats !== null && isWhole(file)),
    dates: dates.length,
    firstDate: dates[0] ?? null,
    lastDate: dates.at(-1) ?? null,
    files: files.length,
    bytes: bytesOf(files),
    tableFiles: snapshot.files.length,
    tableRows: rowsOf(snapshot.files),
  }
}

const NOTHING = { firstDate: null, lastDate: null } as const

/** The dates that files hold, `YYYY-MM-DD`; files without one count for none. */
export function datesOf(files: readonly AddFile[]): Set<string> {
  return new Set(files.map((file) => file.partitionValues[PARTITION_COLUMN] ?? '').filter((date) => date !== ''))
}

/** Bytes of files together. */
export function bytesOf(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, file) => sum + file.size, 0)
}

/** Null where a file has no statistics. */
export function rowsOf(files: readonly AddFile[]): number | null {
  return files.reduce<number | null>((sum, file) => {
    const rows = liveRows(file)
    return sum === null || rows === null ? null : sum + rows
  }, 0)
}

/** Where we cut texts in statistics. */
const OWN_CUT = 32

/**
 * Every row of the file has this value. Bounds of text may be cut, so only short ones prove it. Those of a double do
 * not speak of NaN; a column of ours that holds one has none.
 */
function hasOnly({ stats, tags }: AddFile, { column, value }: Condition, type: string | undefined): boolean {
  if (stats?.nullCount[column] !== 0) return false
  const isOurs = tags?.[CHECKSUM_TAG] !== undefined
  const sure =
    (typeof value === 'number' && (isOurs || type !== 'double')) ||
    typeof value === 'boolean' ||
    (typeof value === 'string' && value.length < (isOurs ? OWN_CUT : LEAST_CUT))
  return sure && stats.minValues[column] === value && stats.maxValues[column] === value
}
