import { int64ToJson } from '../../shared/scalars'
import type { MicroBatch, PartitionStatus, StreamStatus } from '../../shared/stream'
import { LAG_DEGRADED, RISING_MS, type HealthFacts } from './health'
import type { PartitionRange } from './ports'
import { RateMeter } from './rate'
import type { CommittedBatch, ReadProgress } from './session'

const RECENT_BATCHES = 60
const DEAD_WINDOW = 1000
const LAG_MARK_MS = 5000
/** Below this lag a stream counts as caught up. */
const CAUGHT_UP = LAG_DEGRADED

interface PartitionProgress {
  /** The next offset that the table needs, whatever was fetched beyond it (decision 26). */
  next: bigint
  end: bigint
  /** Of the newest record committed, epoch ms. */
  timestamp: number | null
  /** When this partition was last seen with nothing left to read, epoch ms; null if never. */
  caughtUpAt: number | null
  readonly rate: RateMeter
}

type Figures = Pick<
  StreamStatus,
  | 'partitions'
  | 'lag'
  | 'lagSeconds'
  | 'inputRowsPerSecond'
  | 'processedRowsPerSecond'
  | 'lastBatch'
  | 'totals'
  | 'deadLettersByCode'
  | 'recentBatches'
>

/** The running figures of one stream, for `GET /stream/status` (decision 26). Counts are since its start. */
export class StreamFigures {
  private readonly partitions = new Map<number, PartitionProgress>()
  private readonly recent: MicroBatch[] = []
  private readonly recentOutcomes: { readonly records: number; readonly dead: number }[] = []
  private readonly input = new RateMeter()
  private readonly processed = new RateMeter()
  private readonly deadByCode = new Map<string, number>()
  private readonly lagTrail: { readonly at: number; readonly lag: number }[] = []
  private readonly startedAt: number
  private consumed = 0
  private rows = 0
  private dead = 0
  private unknownKeys = 0
  private late = 0

  constructor(private readonly now: () => number) {
    this.startedAt = now()
  }

  /** The partitions that are read from now on, and what the table needs of each; others are no longer ours. */
  assign(positions: ReadonlyMap<number, bigint>): void {
    for (const partition of this.partitions.keys()) if (!positions.has(partition)) this.partitions.delete(partition)
    for (const [partition, next] of positions) {
      const known = this.partitions.get(partition)
      if (known !== undefined) known.next = next
      else this.partitions.set(partition, this.newPartition(next))
    }
  }

  setRanges(ranges: readonly PartitionRange[]): void {
    for (const { partition, high } of ranges) {
      const progress = this.partitions.get(partition)
      if (progress !== undefined) this.setEnd(progress, high)
    }
    this.markLag()
  }

  read(partition: number, { records, endOffset }: ReadProgress): void {
    const progress = this.partitions.get(partition)
    if (progress !== undefined) {
      this.setEnd(progress, endOffset)
      progress.rate.add(records)
    }
    this.input.add(records)
    this.consumed += records
  }

  /** Records that were read but not committed: they will be read again and count then. */
  dropped(records: number): void {
    this.consumed -= records
  }

  committed(batch: CommittedBatch): MicroBatch {
    const entry: MicroBatch = {
      version: batch.version,
      at: new Date(this.now()).toISOString(),
      rows: batch.rows,
      deadLetters: batch.rejected.length,
      fetchMs: round(batch.fetchMs),
      decodeMs: round(batch.decodeMs),
      writeMs: round(batch.writeMs),
      commitMs: round(batch.commitMs),
      totalMs: round(batch.totalMs),
    }
    this.recent.push(entry)
    if (this.recent.length > RECENT_BATCHES) this.recent.shift()
    for (const [partition, { last, timestamp }] of batch.marks) {
      const progress = this.partitions.get(partition)
      // It may belong to another member by now.
      if (progress === undefined) continue
      progress.next = last + 1n
      progress.timestamp = timestamp ?? progress.timestamp
      this.setEnd(progress, progress.end)
    }
    this.processed.add(batch.records)
    this.rows += batch.rows
    this.dead += batch.rejected.length
    this.unknownKeys += batch.unknownKeys
    for (const { code } of batch.rejected) this.deadByCode.set(code, (this.deadByCode.get(code) ?? 0) + 1)
    this.recentOutcomes.push({ records: batch.records, dead: batch.rejected.length })
    while (this.recentOutcomes.slice(1).reduce((sum, one) => sum + one.records, 0) >= DEAD_WINDOW)
      this.recentOutcomes.shift()
    this.markLag()
    return entry
  }

  addLate(rows: number): void {
    this.late += rows
  }

  get lateRows(): number {
    return this.late
  }

  get lag(): number {
    let lag = 0n
    for (const { next, end } of this.partitions.values()) lag += end > next ? end - next : 0n
    return Number(lag)
  }

  get caughtUp(): boolean {
    return this.lag < CAUGHT_UP
  }

  snapshot(): Figures {
    const partitions = [...this.partitions]
      .sort(([left], [right]) => left - right)
      .map(([partition, progress]) => this.describe(partition, progress))
    return {
      partitions,
      lag: this.lag,
      lagSeconds: Math.max(0, ...partitions.map((one) => one.lagSeconds)),
      inputRowsPerSecond: this.input.perSecond,
      processedRowsPerSecond: this.processed.perSecond,
      lastBatch: this.recent.at(-1) ?? null,
      totals: {
        consumed: this.consumed,
        rows: this.rows,
        deadLetters: this.dead,
        unknownKeys: this.unknownKeys,
        lateRows: this.late,
      },
      deadLettersByCode: Object.fromEntries(this.deadByCode),
      recentBatches: [...this.recent],
    }
  }

  /** What these figures add to the health line. */
  healthFacts(): Pick<
    HealthFacts,
    'lag' | 'lagTrail' | 'recentMessages' | 'recentDeadLetters' | 'recentBatches' | 'now'
  > {
    return {
      lag: this.lag,
      lagTrail: this.lagTrail,
      recentMessages: this.recentOutcomes.reduce((sum, one) => sum + one.records, 0),
      recentDeadLetters: this.recentOutcomes.reduce((sum, one) => sum + one.dead, 0),
      recentBatches: this.recent,
      now: this.now(),
    }
  }

  private describe(partition: number, progress: PartitionProgress): PartitionStatus {
    const { next, end, rate } = progress
    const lag = end > next ? Number(end - next) : 0
    return {
      partition,
      offset: int64ToJson(next),
      endOffset: int64ToJson(end),
      lag,
      lagSeconds: lag === 0 ? 0 : round(Math.max(0, this.now() - this.nextWrittenAt(progress)) / 1000),
      rowsPerSecond: rate.perSecond,
    }
  }

  /**
   * When the next unread record was written at the earliest, epoch ms, so that `lagSeconds` is never told
   * too small: not before the newest record that was committed, nor before the partition was last caught up.
   * Where neither is known, the time of the start.
   */
  private nextWrittenAt({ timestamp, caughtUpAt }: PartitionProgress): number {
    if (timestamp === null && caughtUpAt === null) return this.startedAt
    return Math.max(timestamp ?? Number.NEGATIVE_INFINITY, caughtUpAt ?? Number.NEGATIVE_INFINITY)
  }

  private setEnd(progress: PartitionProgress, end: bigint): void {
    if (end > progress.end) progress.end = end
    if (progress.next >= progress.end) progress.caughtUpAt = this.now()
  }

  private markLag(): void {
    const at = this.now()
    // The clock was set back: what is said of a minute must be of one minute.
    if (at < (this.lagTrail.at(-1)?.at ?? at)) this.lagTrail.length = 0
    if (at - (this.lagTrail.at(-1)?.at ?? Number.NEGATIVE_INFINITY) < LAG_MARK_MS) return
    this.lagTrail.push({ at, lag: this.lag })
    while (at - (this.lagTrail[1]?.at ?? at) >= RISING_MS) this.lagTrail.shift()
  }

  private newPartition(next: bigint): PartitionProgress {
    return { next, end: 0n, timestamp: null, caughtUpAt: null, rate: new RateMeter() }
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
