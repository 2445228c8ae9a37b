import type { PartitionRange } from './ports'
import type { Positions } from './offsets'

/** A range of offsets that is gone, both ends inclusive. */
export interface OffsetGap {
  readonly partition: number
  readonly from: bigint
  readonly to: bigint
  readonly cause: 'retention' | 'recreated'
}

export interface StartPlan {
  /** Next offset to read of every partition of the topic. */
  readonly positions: Map<number, bigint>
  readonly gaps: readonly OffsetGap[]
}

/**
 * Where each partition goes on (decisions 5 and 6): where the table stopped, at 0 for a partition that
 * is new, past a gap that the topic no longer holds.
 */
export function planStart(known: Positions, ranges: readonly PartitionRange[]): StartPlan {
  const positions = new Map<number, bigint>()
  const gaps: OffsetGap[] = []
  for (const { partition, low, high } of ranges) {
    const wanted = known.get(partition) ?? 0n
    if (wanted < low) {
      gaps.push({ partition, from: wanted, to: low - 1n, cause: 'retention' })
      positions.set(partition, low)
    } else if (wanted > high) {
      gaps.push({ partition, from: high, to: wanted - 1n, cause: 'recreated' })
      positions.set(partition, low)
    } else {
      positions.set(partition, wanted)
    }
  }
  return { positions, gaps }
}

/** A sentence with each exact range. */
export function describeGaps(topic: string, gaps: readonly OffsetGap[]): string {
  const ranges = gaps.map((gap) =>
    gap.cause === 'retention'
      ? `partition ${gap.partition} no longer holds offsets ${gap.from} to ${gap.to}`
      : `partition ${gap.partition} ends before offset ${gap.to + 1n}, which the table has already read to`,
  )
  const recreated = gaps.some((gap) => gap.cause === 'recreated')
  return `Topic ${topic}: ${ranges.join('; ')}. ${recreated ? 'It was deleted and made anew, or cut.' : 'Retention removed them before they were read.'}`
}
