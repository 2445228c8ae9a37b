import type { Positions } from './offsets'
import type { PartitionRange } from './ports'

/** An end that was asked longer ago says nothing any more (decision 9 (c)). */
const KNOWN_MS = 10_000

/** Where the partitions of the running topic end, and which of their offsets are proved to hold no message. */
export class TopicEnds {
  private readonly asked = new Map<number, { readonly end: bigint; readonly at: number }>()
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

  /** One that came with a fetch. */
  fetched(partition: number, end: bigint): void {
    this.asked.set(partition, { end, at: this.now() })
  }

  /** [from, to) holds no message: markers of Kafka transactions, aborted and compacted ones. */
  proveEmpty(partition: number, from: bigint, to: bigint): void {
    const before = this.empty.get(partition)
    this.empty.set(partition, { from: before?.to === from ? before.from : from, to })
  }

  /** The next offset that the table needs, past what is proved to be empty. */
  settle(partition: number, next: bigint): bigint {
    const empty = this.empty.get(partition)
    return empty !== undefined && empty.from <= next && next < empty.to ? empty.to : next
  }

  /** Whether a partition holds messages beyond a position; null where its end was not asked of late. */
  unread(partition: number, next: bigint): boolean | null {
    const asked = this.asked.get(partition)
    if (asked === undefined || this.now() - asked.at > KNOWN_MS) return null
    return asked.end > this.settle(partition, next)
  }

  /** Partitions with an end beyond the table's position, as far as is proved: [from, to). */
  open(positions: Positions): { readonly partition: number; readonly from: bigint; readonly to: bigint }[] {
    return [...this.asked].flatMap(([partition, { end }]) => {
      const from = this.settle(partition, positions.get(partition) ?? 0n)
      return from < end ? [{ partition, from, to: end }] : []
    })
  }
}
