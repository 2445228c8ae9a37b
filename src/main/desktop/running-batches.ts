import type { EngineEvent } from '../../shared/events'

/** Counts the batches that run, by what the engine tells of them. */
export interface RunningBatches {
  /** How many run, this event included. */
  heard(event: EngineEvent): number
  /** The engine is gone: of another one nothing is known yet. */
  lost(): void
}

/** One that ran before anybody listened counts from its next progress on. */
export function createRunningBatches(): RunningBatches {
  const running = new Set<string>()
  return {
    heard(event) {
      if (event.type === 'hello' && !event.resumed) running.clear()
      if (event.type === 'batch-removed') running.delete(event.batchId)
      if (event.type === 'batch') {
        const { batchId, status } = event.batch
        if (status === 'RUNNING') running.add(batchId)
        else running.delete(batchId)
      }
      return running.size
    },
    lost: () => running.clear(),
  }
}
