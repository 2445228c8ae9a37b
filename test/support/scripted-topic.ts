import { MillraceError } from '../../src/shared/errors'
import type { PartitionRange, Source, SourceListener, SourceRecord } from '../../src/main/stream/ports'
import type { Random } from './random'

const TELL_MS = 500

type Value = string | Uint8Array | null

interface Log {
  low: bigint
  /** The record at `low`, and those after it. */
  records: SourceRecord[]
  /** Offsets without a message, as markers of Kafka transactions leave them. */
  readonly holes: Set<bigint>
}

/**
 * A topic in memory that behaves as a broker's: it keeps what was produced, whatever its readers do, and each
 * `open` is a source of its own. What a test wants to go wrong is a call or a property.
 */
export class ScriptedTopic {
  exists = true
  reachable = true
  /** Asking fails with it, so many times. */
  refusals = 0
  /** Calls of `ranges`, to see that asking does not create. */
  asked = 0
  private readonly logs: Log[] = []
  private readonly readers = new Set<Reader>()

  constructor(
    readonly name: string,
    partitions: number,
    private readonly options: {
      readonly random?: Random
      readonly group?: string
      /** The courtesy commit: what a stream says is done. */
      readonly onCommit?: (offsets: ReadonlyMap<number, bigint>) => void
    } = {},
  ) {
    this.addPartitions(partitions)
  }

  get partitions(): number {
    return this.logs.length
  }

  addPartitions(count: number): void {
    for (let index = 0; index < count; index++) this.logs.push({ low: 0n, records: [], holes: new Set() })
    for (const reader of this.readers) reader.join()
  }

  produce(partition: number, values: readonly Value[], timestamp = Date.now()): void {
    const log = this.log(partition)
    for (const value of values) {
      log.records.push({
        offset: log.low + BigInt(log.records.length),
        timestamp,
        key: null,
        value: typeof value === 'string' ? Buffer.from(value) : value,
        headers: [],
      })
    }
    this.wake()
  }

  /** An offset that no reader ever gets; a message has to follow it. */
  leaveHole(partition: number): void {
    const log = this.log(partition)
    log.holes.add(log.low + BigInt(log.records.length))
    log.records.push({ offset: -1n, timestamp: null, key: null, value: null, headers: [] })
  }

  /** A message where readers found none. */
  fillHole(partition: number, offset: number): void {
    this.log(partition).holes.delete(BigInt(offset))
  }

  /** As retention does. */
  trim(partition: number, low: number): void {
    const log = this.log(partition)
    log.records = log.records.slice(Number(BigInt(low) - log.low))
    log.low = BigInt(low)
  }

  /** Deleted and made anew under its name. */
  recreate(): void {
    for (const log of this.logs) Object.assign(log, { low: 0n, records: [] })
  }

  /** The group gives each reader its partitions again, as after a member came or went. */
  rebalance(): void {
    for (const reader of this.readers) reader.join()
  }

  /** Tells every reader that the connection is lost or back. */
  tell(connected: boolean): void {
    for (const reader of this.readers)
      reader.listener.connection({ connected, ...(connected ? {} : { reason: 'lost' }) })
  }

  tellRanges(): void {
    for (const reader of this.readers) reader.listener.endOffsets(this.ranges())
  }

  fail(error: Error): void {
    for (const reader of this.readers) {
      reader.stopped = true
      reader.listener.failed(error)
    }
  }

  /** @param owned partitions of this reader; all by default */
  open(owned?: readonly number[]): Source {
    const guard = (): void => {
      if (this.refusals > 0) {
        this.refusals--
        throw new MillraceError('BROKER_REFUSED', 'The broker at nowhere:9092 refuses the password.')
      }
      if (!this.reachable) {
        throw new MillraceError('BROKER_UNREACHABLE', 'The broker at nowhere:9092 cannot be reached.', {
          canRetry: true,
        })
      }
    }
    return {
      kind: 'kafka',
      topic: this.name,
      group: this.options.group ?? null,
      identity: '',
      ranges: async () => {
        await Promise.resolve()
        this.asked++
        guard()
        return this.exists ? this.ranges() : null
      },
      resolve: async (at, ranges) => {
        await Promise.resolve()
        return new Map(ranges.map(({ partition, low, high }) => [partition, this.firstAt(partition, at, low, high)]))
      },
      readAt: async (partition, offset) => {
        await Promise.resolve()
        const log = this.log(partition)
        return log.holes.has(offset) ? null : (log.records[Number(offset - log.low)] ?? null)
      },
      emptyUpTo: async (partition, from, to) => {
        await Promise.resolve()
        let reached = from
        while (reached < to && this.log(partition).holes.has(reached)) reached++
        return reached
      },
      subscribe: (listener) => {
        const reader = new Reader(this, listener, owned)
        this.readers.add(reader)
        reader.join()
        const running = reader.run()
        // As a source asks its broker: an end that was told long ago says nothing any more.
        const telling = setInterval(() => {
          if (!this.reachable) return
          listener.endOffsets(this.ranges())
          listener.members(this.members(reader))
        }, TELL_MS)
        return Promise.resolve({
          commit: (offsets) => {
            this.options.onCommit?.(offsets)
            return Promise.resolve()
          },
          close: async () => {
            clearInterval(telling)
            reader.stopped = true
            this.readers.delete(reader)
            reader.wake()
            await running
          },
        })
      },
      close: () => Promise.resolve(),
    }
  }

  /** What a fetch from here gives; at most a hundred records, or fewer at random. */
  fetch(partition: number, from: bigint): readonly SourceRecord[] {
    const log = this.log(partition)
    const most = this.options.random === undefined ? 100 : 1 + this.options.random.below(60)
    const start = Number(from - log.low)
    return log.records.slice(start, start + most).filter((_, index) => !log.holes.has(from + BigInt(index)))
  }

  ranges(): PartitionRange[] {
    return this.logs.map(({ low, records }, partition) => ({ partition, low, high: low + BigInt(records.length) }))
  }

  /** Who else reads the partitions. */
  private members(asking: Reader): Map<number, string> {
    const others = [...this.readers].filter((reader) => reader !== asking)
    return new Map(others.flatMap((reader, index) => reader.owned.map((partition) => [partition, `member-${index}`])))
  }

  private firstAt(partition: number, at: string, low: bigint, high: bigint): bigint {
    if (at === 'earliest') return low
    if (at === 'latest') return high
    return this.log(partition).records.find((record) => (record.timestamp ?? 0) >= Date.parse(at))?.offset ?? high
  }

  private log(partition: number): Log {
    const log = this.logs[partition]
    if (log === undefined) throw new RangeError(`no partition ${partition}`)
    return log
  }

  private wake(): void {
    for (const reader of this.readers) reader.wake()
  }
}

class Reader {
  stopped = false
  wake: () => void = () => undefined
  private positions = new Map<number, bigint>()

  constructor(
    private readonly topic: ScriptedTopic,
    readonly listener: SourceListener,
    private readonly given: readonly number[] | undefined,
  ) {}

  get owned(): readonly number[] {
    return this.given ?? Array.from({ length: this.topic.partitions }, (_, partition) => partition)
  }

  join(): void {
    this.positions = new Map(this.listener.assigned(this.owned))
    this.wake()
  }

  private isStopped(): boolean {
    return this.stopped
  }

  async run(): Promise<void> {
    while (!this.stopped) {
      let some = false
      for (const [partition, from] of [...this.positions]) {
        if (this.isStopped() || this.positions.get(partition) !== from) continue
        const records = this.topic.fetch(partition, from)
        const last = records.at(-1)
        if (last === undefined) continue
        some = true
        const endOffset = this.topic.ranges()[partition]?.high ?? 0n
        // As a consumer does: the position is moved before the batch is handed over, and a seek meanwhile wins.
        this.positions.set(partition, last.offset + 1n)
        await this.listener.records({ partition, records, endOffset })
      }
      if (!some) await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }
}
