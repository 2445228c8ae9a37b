import type { MicroBatchWatcher } from '../stream/ports'

/** All who want to know, told one after the other. */
export function allWatchers(watchers: readonly Partial<MicroBatchWatcher>[]): MicroBatchWatcher {
  return {
    writing(batch) {
      for (const watcher of watchers) watcher.writing?.(batch)
    },
    committed(outcome) {
      for (const watcher of watchers) watcher.committed?.(outcome)
    },
    failed(error) {
      for (const watcher of watchers) watcher.failed?.(error)
    },
  }
}
