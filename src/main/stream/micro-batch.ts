/** When a micro-batch ends (decision 8): whichever comes first, and at the end of a backlog. */
export interface MicroBatchLimits {
  readonly intervalMs: number
  readonly maxRows: number
  readonly maxBytes: number
}

export interface MicroBatchFill {
  readonly records: number
  readonly bytes: number
  /** Since its first record. */
  readonly ageMs: number
  /** The next message did not fit. */
  readonly isCut: boolean
  /** It holds the last message of a backlog: waiting would only keep that unseen. */
  readonly endsBacklog: boolean
}

export type FlushDecision = 'wait' | 'due' | 'full'

/** `full` asks the source to wait, `due` does not. */
export function decideFlush(fill: MicroBatchFill, limits: MicroBatchLimits): FlushDecision {
  if (fill.records === 0) return 'wait'
  if (fill.isCut || fill.records >= limits.maxRows || fill.bytes >= limits.maxBytes) return 'full'
  return fill.ageMs >= limits.intervalMs || fill.endsBacklog ? 'due' : 'wait'
}

/**
 * How many of the next messages, by their sizes in bytes, fit into a micro-batch. A message that is larger than the
 * limit is a micro-batch of its own.
 */
export function countFitting(
  { records, bytes }: Pick<MicroBatchFill, 'records' | 'bytes'>,
  sizes: Iterable<number>,
  { maxRows, maxBytes }: MicroBatchLimits,
): number {
  let count = 0
  let sum = bytes
  for (const size of sizes) {
    sum += size
    const isFirst = records + count === 0
    if (!isFirst && (records + count >= maxRows || sum > maxBytes)) break
    count++
  }
  return count
}
