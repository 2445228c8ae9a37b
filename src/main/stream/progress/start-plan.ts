import type { GapCause } from '../../../shared/audit'
import { MillraceError } from '../../../shared/errors'
import type { Positions } from './offsets'
import type { PartitionRange } from '../ports'

/** A range of offsets that is gone or cannot be read, both ends inclusive. */
export interface OffsetGap {
  readonly partition: number
  readonly from: bigint
  readonly to: bigint
  readonly cause: GapCause
}

export interface StartPlan {
  /** Next offset to read of every partition of the topic. */
  readonly positions: Map<number, bigint>
  readonly gaps: readonly OffsetGap[]
}

/**
 * Where each partition goes on (decisions 5 and 6): where the table stopped, at 0 for a partition that
 * is new, past a gap that the topic no longer holds.
 *
 * @param recreated partitions whose topic was deleted and made anew though the offset is in range
 */
export function planStart(
  known: Positions,
  ranges: readonly PartitionRange[],
  recreated: ReadonlySet<number> = new Set(),
): StartPlan {
  const positions = new Map<number, bigint>()
  const gaps: OffsetGap[] = []
  for (const { partition, low, high } of ranges) {
    const wanted = known.get(partition) ?? 0n
    if (wanted > high || recreated.has(partition)) {
      gaps.push({ partition, from: low < wanted ? low : wanted - 1n, to: wanted - 1n, cause: 'recreated' })
      positions.set(partition, low)
    } else if (wanted < low) {
      gaps.push({ partition, from: wanted, to: low - 1n, cause: 'retention' })
      positions.set(partition, low)
    } else {
      positions.set(partition, wanted)
    }
  }
  return { positions, gaps }
}

/**
 * Forward on purpose (decision 6), never back: what lies between is a gap of each partition that stands before its
 * target.
 * @param targets next offset wanted, by partition
 */
export function planSkip(
  known: Positions,
  targets: Positions,
): { readonly positions: Map<number, bigint>; readonly gaps: readonly OffsetGap[] } {
  const positions = new Map<number, bigint>()
  const gaps: OffsetGap[] = []
  for (const [partition, target] of targets) {
    const from = known.get(partition) ?? 0n
    if (target <= from) continue
    gaps.push({ partition, from, to: target - 1n, cause: 'skipped' })
    positions.set(partition, target)
  }
  return { positions, gaps }
}

/** How many offsets the gaps leave out. */
export function countOffsets(gaps: readonly OffsetGap[]): number {
  return gaps.reduce((sum, { from, to }) => sum + Number(to - from + 1n), 0)
}

/** A sentence with each exact range. */
export function describeGaps(topic: string, gaps: readonly OffsetGap[]): string {
  return `Topic ${topic}: ${gaps.map(describeGap).join('; ')}.`
}

/** What stops a stream (decision 6), with the exact ranges. */
export function lossOf(topic: string, gaps: readonly OffsetGap[]): MillraceError {
  // What a topic held before it was made anew is in the table: only how it is named now is another's.
  const lost = gaps.filter(({ cause }) => cause !== 'recreated')
  return new MillraceError('DATA_LOSS', describeGaps(topic, gaps), {
    details: lost.length === 0 ? {} : { offsets: countOffsets(lost) },
  })
}

/** How many offsets are gone; null of any other error, where the source could not tell, and of a topic made anew. */
export function lostOffsetsOf(error: Error): number | null {
  if (!(error instanceof MillraceError)) return null
  const gap = unreadableGap(error)
  if (gap !== null) return countOffsets([gap])
  const { offsets } = error.details
  return error.code === 'DATA_LOSS' && typeof offsets === 'number' ? offsets : null
}

/** For `userMetadata` of the commit that goes on past the gaps. */
export function gapsToJson(gaps: readonly OffsetGap[]): string {
  return JSON.stringify({
    ...(gaps.every(({ cause }) => cause === 'skipped') ? {} : { failOnDataLoss: false }),
    gaps: gaps.map((gap) => ({ ...gap, from: gap.from.toString(), to: gap.to.toString() })),
  })
}

/** The place that an UNREADABLE_BATCH names, where it names one (`SourceListener.failed`). */
export function unreadableGap(error: unknown): OffsetGap | null {
  if (!(error instanceof MillraceError) || error.code !== 'UNREADABLE_BATCH') return null
  const { partition, from, to } = error.details
  if (typeof partition !== 'number' || !isOffset(from) || !isOffset(to)) return null
  return { partition, from: BigInt(from), to: BigInt(to), cause: 'unreadable' }
}

function describeGap({ partition, from, to, cause }: OffsetGap): string {
  switch (cause) {
    case 'retention':
      return `partition ${partition} no longer holds offsets ${from} to ${to}, which were not read before retention removed them`
    case 'recreated':
      return `partition ${partition} was deleted and made anew (or cut): its offsets ${from} to ${to} are not the messages that the table has read`
    case 'unreadable':
      return `partition ${partition} cannot be read from offset ${from} to ${to}`
    case 'skipped':
      return `partition ${partition} was moved past offsets ${from} to ${to} on purpose`
  }
}

function isOffset(value: string | number | undefined): value is string | number {
  return (
    (typeof value === 'number' && Number.isSafeInteger(value)) || (typeof value === 'string' && /^\d+$/.test(value))
  )
}
