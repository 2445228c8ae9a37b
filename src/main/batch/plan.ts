import type { BatchRequest } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import { PARTITION_COLUMN } from '../../shared/transaction'
import type { AddFile } from '../lake/actions'
import type { Snapshot } from '../lake/ports'
import { pruneFiles } from '../lake/prune'
import { parseFilters, toCondition, type Filter } from './filters'
import type { SqlValue } from './ports'

/** Which files a batch reads at its pinned version, and what it keeps of them. Pure. */
export interface BatchPlan {
  /** Every row belongs to the batch: linked, not rewritten. */
  readonly whole: readonly AddFile[]
  /** A filter keeps some rows. */
  readonly cut: readonly AddFile[]
  readonly where: string
  readonly values: readonly SqlValue[]
}

/** @throws INVALID_REQUEST for filters that do not fit the table, TABLE_INVALID for a table not partitioned by date */
export function planBatch(
  request: Pick<BatchRequest, 'startDate' | 'endDate' | 'filters'>,
  snapshot: Snapshot,
): BatchPlan {
  const partitions = snapshot.metadata.partitionColumns
  if (partitions.length !== 1 || partitions[0] !== PARTITION_COLUMN) {
    throw new MillraceError(
      'TABLE_INVALID',
      `The table at ${snapshot.root} is partitioned by ${partitions.length === 0 ? 'nothing' : partitions.join(', ')}; a transactions table is partitioned by ${PARTITION_COLUMN}.`,
    )
  }
  const filters = parseFilters(request.filters ?? {}, snapshot.schema)
  const candidates = pruneFiles(snapshot, [
    { column: PARTITION_COLUMN, op: '>=', value: request.startDate },
    { column: PARTITION_COLUMN, op: '<=', value: request.endDate },
    ...filters.map(toCondition),
  ])
  const inRows = filters.filter((filter) => filter.column !== PARTITION_COLUMN)
  if (inRows.length === 0) return { whole: candidates, cut: [], where: 'TRUE', values: [] }
  return {
    whole: [],
    cut: candidates,
    where: inRows.map((filter: Filter) => filter.sql).join(' AND '),
    values: inRows.map((filter) => filter.bound),
  }
}
