import type { BatchRequest } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import { isCalendarDate } from '../../shared/scalars'
import { PARTITION_COLUMN } from '../../shared/transaction'
import type { AddFile } from '../lake/actions'
import { checkTransactionsTable } from '../lake/fitness'
import type { Snapshot } from '../lake/ports'
import { pruneFiles } from '../lake/prune'
import { isPlain } from '../lake/scan'
import { typeName } from '../lake/schema'
import { parseFilters, toCondition } from './filters'
import type { Filter } from './ports'

/** Which files a batch reads at its pinned version, and what it keeps of them. Pure. */
export interface BatchPlan {
  /** Every row belongs to the batch, just as it stands in the file: linked, not rewritten. */
  readonly whole: readonly AddFile[]
  /** A filter keeps some rows, a deletion vector takes some away, or the file names its columns in another way. */
  readonly cut: readonly AddFile[]
  /** What the rows of the cut files are asked for. */
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

/** As Delta writes dates; other years than those of four digits have a sign. */
const DATE = /^(?:\d{4}|[+-]\d{4,7})-\d{2}-\d{2}$/

/** A date that is none would be left out in silence, or read as something else. */
function checkDates({ root, files }: Snapshot): void {
  for (const { path, partitionValues } of files) {
    const date = partitionValues[PARTITION_COLUMN] ?? null
    if (date === null || (DATE.test(date) && (date.length > 10 || isCalendarDate(date)))) continue
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
  checkDates(snapshot)
  const filters = parseFilters(request.filters ?? {}, snapshot.schema)
  const candidates = pruneFiles(snapshot, [
    { column: PARTITION_COLUMN, op: '>=', value: request.startDate },
    { column: PARTITION_COLUMN, op: '<=', value: request.endDate },
    ...filters.map(toCondition),
  ])
  const inRows = filters.filter((filter) => filter.column !== PARTITION_COLUMN)
  const linkable = inRows.length === 0 && !snapshot.schema.some((field) => typeName(field) === 'timestamp_ntz')
  const whole = candidates.filter((file) => linkable && isPlain(snapshot, file))
  const chosen = new Set(whole)
  return {
    whole,
    cut: candidates.filter((file) => !chosen.has(file)),
    filters: inRows,
  }
}
