import type { BatchRequest } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import { PARTITION_COLUMN } from '../../shared/transaction'
import type { AddFile } from '../lake/actions'
import { parseDate } from '../lake/dates'
import { checkTransactionsTable } from '../tables/fitness'
import type { Condition, Snapshot } from '../lake/ports'
import { pruneFiles } from '../lake/prune'
import { isPlain } from '../lake/scan'
import { typeName } from '../lake/schema'
import { parseFilters, toCondition } from './filters'
import type { Filter } from './ports'

/** Which files a batch reads at its pinned version, and what it keeps of them. Pure. */
export interface BatchPlan {
  /** Partition values prove that every row belongs to the batch, just as it stands in the file: linked, not rewritten. */
  readonly whole: readonly AddFile[]
  /** A filter keeps some rows, a deletion vector takes some away, or the file names its columns in another way. */
  readonly cut: readonly AddFile[]
  /** What a row must be to belong to the batch. */
  readonly conditions: readonly Condition[]
  /** What the rows of `cut` are asked for: all that the date of their file does not say. */
  readonly filters: readonly Filter[]
}

/** Names the folder of the table that batches read. */
export const SOURCE_SETTING = 'pipeline.batch.source-path'

/**
 * @throws TABLE_INVALID where a batch cannot run on such a table: not partitioned by date, or columns missing
 * (decision 32)
 */
export function checkSource(snapshot: Snapshot): void {
  checkTransactionsTable(snapshot, 'read', SOURCE_SETTING)
}

/** A date that is none would be left out in silence, or read as something else. */
function checkDates({ root, files }: Snapshot): void {
  for (const { path, partitionValues } of files) {
    const date = partitionValues[PARTITION_COLUMN] ?? null
    if (date === null || parseDate(date) !== null) continue
    throw new MillraceError(
      'TABLE_INVALID',
      `The log of the table at ${root} gives ${path} the ${PARTITION_COLUMN} ${JSON.stringify(date)}, which is no date. Write these rows again with the engine that wrote them.`,
    )
  }
}

/** @throws INVALID_REQUEST for filters that do not fit the table, TABLE_INVALID as `checkSource` */
export function planBatch(
  request: Pick<BatchRequest, 'startDate' | 'endDate' | 'filters'>,
  snapshot: Snapshot,
): BatchPlan {
  checkSource(snapshot)
  // From here on each file has a date that is known, or none: partition values say all of the dates of its rows.
  checkDates(snapshot)
  const filters = parseFilters(request.filters ?? {}, snapshot.schema)
  const conditions: Condition[] = [
    { column: PARTITION_COLUMN, op: '>=', value: request.startDate },
    { column: PARTITION_COLUMN, op: '<=', value: request.endDate },
    ...filters.map(toCondition),
  ]
  const { all, some } = pruneFiles(snapshot, conditions)
  const linkable = !snapshot.schema.some(
    (field) => typeName(field) === 'timestamp_ntz' || PLACE_COLUMNS.has(field.name.toLowerCase()),
  )
  const isWhole = (file: AddFile) => linkable && isPlain(snapshot, file)
  return {
    whole: all.filter(isWhole),
    cut: [...all.filter((file) => !isWhole(file)), ...some],
    conditions,
    filters: filters.filter(({ column }) => column !== PARTITION_COLUMN),
  }
}

/** How DuckDB tells where a row stands: a file with such a column would say something else. It is written without it. */
const PLACE_COLUMNS: ReadonlySet<string> = new Set(['file_index', 'file_rank', 'file_row_number'])
