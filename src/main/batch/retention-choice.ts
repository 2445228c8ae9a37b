import type { RetentionReason } from '../../shared/batch'
import { assertNever } from '../../shared/errors'
import type { BatchEnd } from './stores'

/** `pipeline.batch.retention-days` and `retention-bytes`; null is no limit. */
export interface RetentionLimits {
  readonly days: number | null
  readonly bytes: number | null
}

/** A batch that has ended, as retention looks at it. */
export interface SizedBatch extends Pick<BatchEnd, 'batchId' | 'status' | 'analysisType'> {
  /** Epoch ms. */
  readonly end: number
  readonly bytes: number
}

/** A batch that must go. */
export interface Doomed {
  readonly batch: SizedBatch
  readonly reason: RetentionReason
  /** Bytes of all results, while this one is there. */
  readonly total: number
}

const DAY_MS = 86_400_000

/**
 * Which batches must go, the oldest end first. By size the newest result always stays: nobody would ever see the result
 * of a batch that is larger than the limit. A batch that is read counts as gone, so that no newer one goes in its place.
 * @param now epoch ms
 */
export function chooseDoomed(
  batches: readonly SizedBatch[],
  { days, bytes: limit }: RetentionLimits,
  now: number,
): readonly Doomed[] {
  const oldestFirst = [...batches].sort((left, right) => left.end - right.end)
  const newest = oldestFirst.findLast(({ status }) => status === 'COMPLETED')
  let total = oldestFirst.reduce((sum, { bytes }) => sum + bytes, 0)
  const doomed: Doomed[] = []
  for (const batch of oldestFirst) {
    const isTooOld = days !== null && now - batch.end > days * DAY_MS
    const isTooMuch = limit !== null && total > limit && batch.bytes > 0 && batch !== newest
    if (!isTooOld && !isTooMuch) continue
    doomed.push({ batch, reason: isTooOld ? 'days' : 'bytes', total })
    total -= batch.bytes
  }
  return doomed
}

/** Why it goes, for the log: a sentence with its numbers. */
export function whyOf({ batch, reason, total }: Doomed, { days, bytes }: RetentionLimits): string {
  switch (reason) {
    case 'days':
      return `it ended more than ${days} days ago (pipeline.batch.retention-days)`
    case 'bytes':
      return `all results take ${total} bytes, more than ${bytes} (pipeline.batch.retention-bytes); this one ${batch.bytes}`
    default:
      return assertNever(reason)
  }
}
