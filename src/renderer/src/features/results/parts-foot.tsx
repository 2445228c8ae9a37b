import type { Parts } from '../../api/pages'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'

export interface PartsFootProps {
  readonly parts: Pick<Parts<unknown, unknown>, 'rows' | 'more' | 'isComing'>
  readonly total: number
}

/** Below rows that come part by part: how many of them are there, and the next ones. */
export function PartsFoot({ parts: { rows, more, isComing }, total }: PartsFootProps) {
  return (
    <div className="grid-foot">
      <span>{text.common.rowsShown(Math.min(1, rows.length), rows.length, total)}</span>
      {more === null ? null : (
        <Button small kind="quiet" disabled={isComing} onClick={more}>
          {text.results.more100}
        </Button>
      )}
    </div>
  )
}
