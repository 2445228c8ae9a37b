import { Notification } from 'electron'
import type { BatchRecord } from '../../shared/batch'
import { desktop } from '../../shared/desktop-words'

export interface NotifierOptions {
  readonly isFocused: () => boolean
  readonly openResult: (batchId: string) => void
}

const words = desktop.notification
const REMEMBERED = 1000

/** Tells that a batch has ended to a user who looks elsewhere; a click opens its result. */
export function createNotifier({ isFocused, openResult }: NotifierOptions): (batch: BatchRecord) => void {
  const seen = new Map<string, BatchRecord['status']>()
  // One that is not referred to can be collected before it is clicked.
  const shown = new Set<Notification>()

  return (batch) => {
    const { batchId, status, analysisType } = batch
    const before = seen.get(batchId)
    seen.delete(batchId)
    seen.set(batchId, status)
    for (const [oldest] of seen) if (seen.size > REMEMBERED) seen.delete(oldest)
    const ended = status === 'COMPLETED' || status === 'FAILED'
    if (!ended || before === status || isFocused() || !Notification.isSupported()) return
    const notification = new Notification({
      title: status === 'COMPLETED' ? words.completed(analysisType) : words.failed(analysisType),
      body:
        status === 'COMPLETED'
          ? words.rows((batch.rowCount ?? 0).toLocaleString())
          : words.reason(batch.errorMessage ?? ''),
    })
    const forget = (): void => void shown.delete(notification)
    notification.on('click', () => {
      forget()
      openResult(batchId)
    })
    notification.on('close', forget)
    shown.add(notification)
    notification.show()
  }
}
