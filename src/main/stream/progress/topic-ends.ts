import type { Positions } from './offsets'
import type { PartitionRange } from '../ports'

/** An end that was asked longer ago says nothing any more (decision 9 (c)). */
const KNOWN_MS = 10_000

/** Where the partitions of the running topic end, and which of their offsets are proved to hold no message. */
export class TopicEnds {
  private readonly asked = new Map<number, { readonly end: bigint; readonly at: number }>()
  private readonly read = new Map<number, bigint>()
  private readonly empty = new Map<number, { readonly from: bigint; readonly to: bigint }>()

  /** @param now in ms, by a clock that nobody sets */
  constructor(private readonly now: () => number = () => performance.now()) {}

  get partitions(): readonly number[] {
    return [...this.asked.keys()].sort((left, right) => left - right)
  }

  /** All partitions of the topic. */
  set(ranges: readonly PartitionRange[]): void {
    const at = this.now()
    for (const { partition, high } of ranges) this.asked.set(partition, { end: high, at })
  }

  /**
   * One that came with messages up to `next`, which wait for their micro-batch. It may have waited itself, so only
   * one that is new says something.
   */
  fetched(partition: number, end: bigint, next: bigint): void {
    this.read.set(partition, next)
    if (end > (this.asked.get(partition)?.end ?? -1n)) this.asked.set(partition, { end, at: this.now() })
  }

  /** What waited is read again. */
  dropped(): void {
    this.read.clear()
  }

  /** [from, to) holds no message: markers of Kafka transactions, aborted and compacted ones. */
  proveEmpty(partition: number, from: bigint, to: bigint): void {
    const before = this.empty.get(partition)
    this.empty.set(partition, { from: before?.to === from ? before.from : from, to })
  }

  /** The next offset that the table needs, past what is proved to be empty. */
  pastEmpty(partition: number, next: bigint): bigint {
    const empty = this.empty.get(partition)
    return empty !== undefined && empty.from <= next && next < empty.to ? empty.to : next
  }

  /** Whether a partition holds messages beyond a position; null where its end was not asked of late. */
  unread(partition: number, next: bigint): boolean | null {
    const asked = this.asked.get(partition)
    if (asked === undefined || this.now() - asked.at > KNOWN_MS) return null
    return asked.end > this.pastEmpty(partition, next)
  }

  /** Partitions with an end beyond the table's position and what was read, as far as is proved: [from, to). */
  open(positions: Positions): { readonly partition: number; readonly from: bigint; readonly to: bigint }[] {
    return [...this.asked].flatMap(([partition, { end }]) => {
      const stored = positions.get(partition) ?? 0n
      const read = this.read.get(partition) ?? 0n
      const from = this.pastEmpty(partition, read > stored ? read : stored)
      return from < end ? [{ partition, from, to: end }] : []
    })
  }
}
