import type { SortingState } from '@tanstack/react-table'
import { text } from '../../../strings/text'
import { formatCount } from '../../../ui/format'
import { Keys } from '../../../ui/keys'

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
  readonly opens: boolean
}

/** What is seen of how much, in which order, and what is selected of it. */
export function GridFoot({ from, to, total, all, sorting, selected, opens }: GridFootProps) {
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
