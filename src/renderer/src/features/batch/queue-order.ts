import type { BatchRecord } from '../../../../shared/batch'

/**
 * Those that run, the oldest first, then those that wait in their order; each once: the lists are read one after the
 * other, so that one that begins to run between may stand in both.
 */
export function queueOf(running: readonly BatchRecord[], waiting: readonly BatchRecord[]): readonly BatchRecord[] {
  const runs = new Set(running.map(({ batchId }) => batchId))
  return [...running].reverse().concat(waiting.filter(({ batchId }) => !runs.has(batchId)).sort(inOrder))
}

function inOrder(left: BatchRecord, right: BatchRecord): number {
  return (left.queuePosition ?? 0) - (right.queuePosition ?? 0)
}
