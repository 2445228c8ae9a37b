import { text } from '../../strings/text'
import { Button } from '../../ui/button'

export interface BatchesShownProps {
  readonly shown: number
  readonly total: number
  /** Null where all of them are there. */
  readonly more: (() => void) | null
}

/** Below batches that come part by part: how many of them are there, and the next ones. */
export function BatchesShown({ shown, total, more }: BatchesShownProps) {
  return (
    <>
      <span>{text.batch.shown(shown, total)}</span>
      {more === null ? null : (
        <Button small kind="quiet" onClick={more}>
          {text.batch.more}
        </Button>
      )}
    </>
  )
}
