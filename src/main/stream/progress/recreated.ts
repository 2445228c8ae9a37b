import { fingerprintOf, NO_FINGERPRINT } from './offsets'
import type { PartitionRange, Source } from '../ports'

/**
 * Partitions whose last committed offset now holds another message than the one that was read: the topic
 * was deleted and made anew under its name (decision 6). What is no longer held proves nothing; an offset
 * beyond the end is found by `planStart`.
 *
 * The message is told by the fingerprint that was committed with its offset. The table's rows could not
 * tell: those of another stream may have the same partition and offset, and a dead letter has none.
 */
export async function findRecreated(
  source: Source,
  known: ReadonlyMap<number, bigint>,
  fingerprints: ReadonlyMap<number, bigint>,
  ranges: readonly PartitionRange[],
): Promise<ReadonlySet<number>> {
  const recreated = new Set<number>()
  // A sample source makes its events when it is asked, with the time of the asking.
  if (source.kind === 'sample') return recreated
  for (const { partition, low, high } of ranges) {
    const last = (known.get(partition) ?? 0n) - 1n
    const fingerprint = fingerprints.get(partition) ?? NO_FINGERPRINT
    if (fingerprint === NO_FINGERPRINT || last < low || last >= high) continue
    const held = await source.readAt(partition, last)
    if (held !== null && fingerprintOf(held) !== fingerprint) recreated.add(partition)
  }
  return recreated
}
