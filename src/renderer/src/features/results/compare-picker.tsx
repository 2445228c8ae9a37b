import type { BatchRecord } from '../../../../shared/batch'
import { FIRST_PART } from '../../api/pages'
import { goTo } from '../../route'
import { useBatches } from '../../state/batches'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { formatDates, formatFilters } from '../../ui/format'
import { Time } from '../../ui/time'

/** Chooses the other batch. */
export function ComparePicker({ batch, onClose }: { readonly batch: BatchRecord; readonly onClose: () => void }) {
  const { data, more } = useBatches({ status: 'COMPLETED', analysisType: batch.analysisType }, FIRST_PART)
  const others = (data?.batches ?? []).filter(({ batchId }) => batchId !== batch.batchId)
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={text.results.comparePick}
      actions={<Button onClick={onClose}>{text.common.cancel}</Button>}
    >
      <p className="small muted">
        {others.length === 0 && more === null
          ? text.results.compareNone(batch.analysisType)
          : text.results.compareWith(batch.analysisType)}
      </p>
      <ul className="list">
        {others.map((other) => {
          const [old, young] = other.submitTime < batch.submitTime ? [other, batch] : [batch, other]
          return (
            <li key={other.batchId}>
              <button
                type="button"
                className="lnk"
                onClick={() => {
                  onClose()
                  goTo('results', ['compare'], { left: old.batchId, right: young.batchId })
                }}
              >
                <span className="mono">{other.batchId}</span>&nbsp;{formatDates(other.startDate, other.endDate)}&nbsp;
                {filtersOf(other)}
                <Time at={other.submitTime} />
              </button>
            </li>
          )
        })}
      </ul>
      {data === undefined || more === null ? null : (
        <p className="row small">
          <span>{text.batch.shown(data.returned, data.total)}</span>
          <Button small kind="quiet" onClick={more}>
            {text.batch.more}
          </Button>
        </p>
      )}
    </Dialog>
  )
}

function filtersOf({ filters }: BatchRecord): string {
  const words = formatFilters(filters)
  return words === '' ? '' : `${words}\u00a0`
}
