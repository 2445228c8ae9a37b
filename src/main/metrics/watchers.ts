import type { MicroBatchWatcher } from '../stream/ports'

/** Two who want to know, told one after the other. */
export function bothWatchers(first: MicroBatchWatcher, second: MicroBatchWatcher): MicroBatchWatcher {
  return {
    writing(batch) {
      first.writing(batch)
      second.writing(batch)
    },
    committed(outcome) {
      first.committed(outcome)
      second.committed(outcome)
    },
    failed(error) {
      first.failed(error)
      second.failed(error)
    },
  }
}
