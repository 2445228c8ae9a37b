import type { AnalysisType, BatchRecord } from '../../../../shared/batch'
import { FIRST_PART } from '../../api/pages'
import { goTo } from '../../route'
import { useBatches } from '../../state/batches'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { DataTable, type Column } from '../../ui/data-table'
import { Dialog } from '../../ui/dialog'
import { formatDates, formatFilters } from '../../ui/format'
import { ErrorState, LoadingRows } from '../../ui/states'
import { Null, Time } from '../../ui/time'
import { BatchesShown } from '../batch/batches-shown'

/** Chooses the other batch: one of the same analysis, or one that holds it among others. */
export function ComparePicker({ batch, onClose }: { readonly batch: BatchRecord; readonly onClose: () => void }) {
  const { analysisType } = batch
  const isFull = analysisType === 'full_report'

  function compareWith(other: BatchRecord): void {
    const [left, right] = other.submitTime < batch.submitTime ? [other, batch] : [batch, other]
    onClose()
    goTo('results', ['compare'], { left: left.batchId, right: right.batchId })
  }

  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={text.results.comparePick}
      actions={<Button onClick={onClose}>{text.common.cancel}</Button>}
    >
      <p className="small muted">{text.results.compareWith}</p>
      <Others
        batch={batch}
        kind={isFull ? {} : { analysisType }}
        label={isFull ? text.results.compareAny : text.results.compareSame(analysisType)}
        onChoose={compareWith}
      />
      {isFull ? null : (
        <Others
          batch={batch}
          kind={{ analysisType: 'full_report' }}
          label={text.results.compareFull}
          onChoose={compareWith}
        />
      )}
    </Dialog>
  )
}

interface OthersProps {
  readonly batch: BatchRecord
  readonly kind: { readonly analysisType?: AnalysisType }
  readonly label: string
  readonly onChoose: (other: BatchRecord) => void
}

/** Finished batches of a kind but this one. */
function Others({ batch, kind, label, onChoose }: OthersProps) {
  const { data, error, refetch, more } = useBatches({ status: 'COMPLETED', ...kind }, FIRST_PART)
  if (error !== null)
    return <ErrorState title={text.common.failed(label)} error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows rows={2} columns={4} />
  return (
    <section className="others">
      <h3>{label}</h3>
      <DataTable
        label={label}
        compact
        columns={COLUMNS}
        rows={data.batches.filter(({ batchId }) => batchId !== batch.batchId)}
        rowKey={({ batchId }) => batchId}
        onOpen={onChoose}
        empty={<p className="small muted">{text.results.compareNone}</p>}
      />
      {more === null ? null : (
        <p className="row small">
          <BatchesShown shown={data.returned} total={data.total} more={more} />
        </p>
      )}
    </section>
  )
}

const names = text.results.columns
const COLUMNS: readonly Column<BatchRecord>[] = [
  { id: 'dates', header: names.dates, cell: ({ startDate, endDate }) => formatDates(startDate, endDate) },
  { id: 'filters', header: names.filters, cell: ({ filters }) => formatFilters(filters) || <Null /> },
  { id: 'analysis', header: names.analysis, cell: ({ analysisType }) => analysisType },
  { id: 'id', header: names.id, cell: ({ batchId }) => <span className="mono">{batchId}</span> },
  { id: 'submitted', header: names.submitted, align: 'right', cell: ({ submitTime }) => <Time at={submitTime} /> },
]
