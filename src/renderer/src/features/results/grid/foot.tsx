import type { SortingState } from '@tanstack/react-table'
import type { ColumnStatistics } from '../../../../../shared/explore'
import { text } from '../../../strings/text'
import { formatCount } from '../../../ui/format'
import { Keys } from '../../../ui/keys'
import { summaryWords } from './column-summary'

export interface GridFootProps {
  /** Rows in view, counted from 0, both included. */
  readonly from: number
  readonly to: number
  readonly total: number
  /** Without the filter. */
  readonly all: number
  readonly sorting: SortingState
  /** Empty where nothing is selected. */
  readonly selected: string
  /** The rows could not be read again since. */
  readonly stale: boolean
  readonly opens: boolean
  /** The column whose head has the focus: what its summary leaves to a pause of the pointer. */
  readonly summary: ColumnStatistics | undefined
}

/** What is seen of how much, in which order, and what is selected of it. */
export function GridFoot({ from, to, total, all, sorting, selected, stale, opens, summary }: GridFootProps) {
  return (
    <div className="grid-foot">
      <span>
        {total === 0
          ? ''
          : text.results.rowsOf(
              formatCount(Math.min(total, from + 1)),
              formatCount(Math.max(from, to) + 1),
              formatCount(total),
              formatCount(all),
            )}
      </span>
      <span className="muted">
        {sorting.length === 0
          ? text.results.ownOrder
          : text.results.sortedBy(sorting.map(({ id, desc }) => `${id} ${desc ? '↓' : '↑'}`).join(', '))}
      </span>
      <span role="status">{selected}</span>
      {summary === undefined ? null : <span className="muted">{`${summary.name}: ${summaryWords(summary)}`}</span>}
      {stale ? <span className="muted">{text.results.notReadAgain}</span> : null}
      <span className="muted push drop-1180 row">
        {opens ? (
          <span>
            <Keys keys="enter" /> {text.results.keyOpen}
          </span>
        ) : null}
        <span>
          <Keys keys="mod+c" /> {text.results.keyCopy}
        </span>
      </span>
    </div>
  )
}
