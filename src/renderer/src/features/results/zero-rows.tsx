import { useQuery } from '@tanstack/react-query'
import type { StoredTable } from '../../api/results'
import { goTo } from '../../route'
import { batchOf } from '../../state/batches'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { formatFilters } from '../../ui/format'
import { EmptyState, LoadingRows } from '../../ui/states'
import { useTableDates } from '../batch/estimate'
import { editBatch } from '../batch/values'

/** Why a result has no row, and what would have some. */
export function ZeroRows({ table: { batchId, analysis } }: { readonly table: StoredTable }) {
  const { data: batch } = useQuery(batchOf(batchId))
  const all = useTableDates()
  if (batch === undefined) return <LoadingRows />
  const { rowCount = 0, startDate, endDate, tableVersion } = batch
  if (rowCount > 0 && analysis !== null)
    return <EmptyState title={text.results.zeroResult(analysis)}>{text.results.zeroResultWhy(rowCount)}</EmptyState>
  const more = all !== null && (all[0] < startDate || all[1] > endDate) ? all : null
  return (
    <EmptyState
      title={text.results.zeroRows(tableVersion ?? null, startDate, endDate, formatFilters(batch.filters))}
      action={
        more === null ? undefined : (
          <Button
            onClick={() => {
              editBatch({ ...batch, startDate: more[0], endDate: more[1] })
              goTo('batch')
            }}
          >
            {text.batch.useAll}
          </Button>
        )
      }
    >
      {all === null ? undefined : text.results.tableDates(all[0], all[1])}
    </EmptyState>
  )
}
