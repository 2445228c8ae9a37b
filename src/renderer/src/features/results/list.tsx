import type { BatchRecord } from '../../../../shared/batch'
import { goTo } from '../../route'
import { useBatches } from '../../state/batches'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { DataTable, type Column } from '../../ui/data-table'
import { formatCount, formatDates, formatFilters } from '../../ui/format'
import { Head } from '../../ui/layout'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'
import { Null, Time } from '../../ui/time'
import { BatchesShown } from '../batch/batches-shown'

const STEP = 1000

/** Finished batches to choose from. */
export function ResultList() {
  const { query, data, error, refetch, more } = useBatches({ status: 'COMPLETED' }, STEP)
  return (
    <>
      <Head
        title={text.shell.screen['results']}
        sub={text.results.listSub}
        actions={<CopyAs recipe={{ curl: () => toCurl({ operation: 'batches', input: { query } }) }} />}
      />
      {error !== null ? (
        <ErrorState
          title={text.common.failed(text.shell.screen['results'])}
          error={error}
          onRetry={() => void refetch()}
        />
      ) : data === undefined ? (
        <LoadingRows rows={10} columns={5} />
      ) : (
        <>
          <DataTable
            label={text.results.listTable}
            columns={COLUMNS}
            rows={data.batches}
            rowKey={({ batchId }) => batchId}
            onOpen={({ batchId }) => goTo('results', [batchId])}
            empty={
              <EmptyState
                title={text.results.listEmpty}
                action={
                  <Button kind="primary" onClick={() => goTo('batch')}>
                    {text.results.newBatch}
                  </Button>
                }
              >
                {text.results.listWhy}
              </EmptyState>
            }
          />
          {data.total === 0 ? null : (
            <div className="grid-foot">
              <BatchesShown shown={data.returned} total={data.total} more={more} />
              {more === null ? null : <span className="muted">{text.results.listPart}</span>}
            </div>
          )}
        </>
      )}
    </>
  )
}

const names = text.results.columns
const COLUMNS: readonly Column<BatchRecord>[] = [
  {
    id: 'analysis',
    header: names.analysis,
    cell: ({ analysisType, batchId }) => <span title={batchId}>{analysisType}</span>,
    sortBy: ({ analysisType }) => analysisType,
  },
  {
    id: 'rows',
    header: names.rows,
    align: 'right',
    cell: ({ rowCount }) => (rowCount === undefined ? <Null /> : formatCount(rowCount)),
    sortBy: ({ rowCount }) => rowCount ?? null,
  },
  {
    id: 'dates',
    header: names.dates,
    cell: ({ startDate, endDate }) => formatDates(startDate, endDate),
    sortBy: ({ startDate }) => startDate,
  },
  {
    id: 'filters',
    header: names.filters,
    optional: true,
    cell: ({ filters }) => formatFilters(filters) || <Null />,
  },
  {
    id: 'ended',
    header: names.ended,
    align: 'right',
    cell: ({ endTime }) => <Time at={endTime} />,
    sortBy: ({ endTime }) => endTime ?? null,
  },
]
