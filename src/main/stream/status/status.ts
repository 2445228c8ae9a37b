import { int64ToJson } from '../../../shared/scalars'
import { capacityOf, type MicroBatch, type PartitionStatus, type StreamStatus } from '../../../shared/stream'
import { LAG_DEGRADED, RISING_MS, type HealthFacts } from './health'
import type { Positions } from '../progress/offsets'
import type { PartitionRange, RowPlace } from '../ports'
import { RateMeter } from './rate'
import type { DashboardCounts } from '../dashboard/live-dashboard'
import { TrailRecorder } from './trail'
import { RECENT_MESSAGES, type CommittedMicroBatch, type ReadProgress } from '../session'

const RECENT_MICRO_BATCHES = 60
const LAG_MARK_MS = 5000
const SELF = 'self'
/** A commit that is due takes a moment. */
const COMMIT_MS = 1000
/** Below this lag a stream counts as caught up. */
const CAUGHT_UP = LAG_DEGRADED

type Outcome = 'row' | 'dead-letter' | 'future'

interface PartitionProgress {
  /** The next offset that the table needs, whatever was fetched beyond it (decision 26). */
  next: bigint
  end: bigint
  /** Known since the start: rows were committed, or it was looked whether the offsets up to `end` are empty. */
  known: boolean
  /** Of the newest record committed, epoch ms. */
  timestamp: number | null
  /** When this partition was last seen with nothing left to read, epoch ms; null if never. */
  caughtUpAt: number | null
  readonly rate: RateMeter
  /** Who reads it: `self`, or the id of another member of the group; null: nobody yet. */
  member: string | null
}

type Figures = Pick<
  StreamStatus,
  | 'partitions'
  | 'lag'
  | 'lagSeconds'
  | 'lagAtCommit'
  | 'newestAt'
  | 'inputRowsPerSecond'
  | 'processedRowsPerSecond'
  | 'lastBatch'
  | 'totals'
  | 'deadLettersByCode'
  | 'watermarkWaitsFor'
  | 'recentBatches'
>

/** The running figures of one stream, for `GET /stream/status` (decision 26). Counts are since its start. */
export class StreamFigures {
  private readonly partitions = new Map<number, PartitionProgress>()
  private readonly recent: MicroBatch[] = []
  /** Of the last messages, newest last. */
  private recentOutcomes: readonly Outcome[] = []
  private readonly input = new RateMeter()
  private readonly processed = new RateMeter()
  private readonly deadLettersByCode = new Map<string, number>()
  private readonly lagTrail: { readonly at: number; readonly lag: number }[] = []
  private readonly startedAt: number
  private consumed = 0
  private rows = 0
  private deadLetters = 0
  private unknownKeys = 0
  private waitsFor: readonly number[] = []
  private version: number | null = null
  /** Of the newest commit: when, and what was left. */
  private commit: { readonly at: number; readonly lag: number } | null = null

  constructor(
    private readonly now: () => number,
    private readonly trail = new TrailRecorder(now),
    private readonly intervalMs = 0,
  ) {
    this.startedAt = now()
  }

  /** All partitions of the topic, and what the table needs of each; nobody reads them yet. */
  begin(ranges: readonly PartitionRange[], positions: Positions): void {
    const before = new Map(this.partitions)
    this.partitions.clear()
    for (const { partition } of ranges) {
      const former = before.get(partition) ?? this.newPartition(0n)
      // A topic that was made anew ends below where it ended before.
      this.partitions.set(partition, {
        ...former,
        next: positions.get(partition) ?? 0n,
        end: 0n,
        known: false,
        member: null,
      })
    }
    this.setRanges(ranges)
  }

  /** The partitions that we read from now on. */
  assign(partitions: readonly number[]): void {
    for (const progress of this.partitions.values()) if (progress.member === SELF) progress.member = null
    for (const partition of partitions) this.progressOf(partition).member = SELF
  }

  /** Who reads the partitions that are not ours. */
  setMembers(members: ReadonlyMap<number, string>): void {
    for (const [partition, progress] of this.partitions) {
      if (progress.member !== SELF) progress.member = members.get(partition) ?? null
    }
  }

  /** Where the table stands, whoever moved it there, beyond what is proved empty; it never goes back. */
  setPositions(positions: Positions): void {
    for (const [partition, next] of positions) {
      const progress = this.progressOf(partition)
      if (next <= progress.next) continue
      progress.next = next
      this.setEnd(progress, progress.end)
    }
    this.markLag()
  }

  /** It was looked which offsets beyond the positions are empty. */
  setKnown(): void {
    for (const progress of this.partitions.values()) progress.known = true
  }

  setRanges(ranges: readonly PartitionRange[]): void {
    for (const { partition, high } of ranges) this.setEnd(this.progressOf(partition), high)
    this.markLag()
  }

  read(partition: number, { records, endOffset }: ReadProgress): void {
    const progress = this.progressOf(partition)
    this.setEnd(progress, endOffset)
    progress.rate.add(records)
    this.input.add(records)
    this.consumed += records
  }

  /** Records that were read but not committed: they will be read again and count then. */
  dropped(records: number): void {
    this.consumed -= records
  }

  committed(batch: CommittedMicroBatch): MicroBatch {
    const entry: MicroBatch = {
      version: batch.version,
      at: new Date(this.now()).toISOString(),
      rows: batch.rows,
      deadLetters: batch.deadLetters.length,
      fetchMs: round(batch.fetchMs),
      decodeMs: round(batch.decodeMs),
      writeMs: round(batch.writeMs),
      commitMs: round(batch.commitMs),
      totalMs: round(batch.totalMs),
    }
    this.recent.push(entry)
    this.version = batch.version
    if (this.recent.length > RECENT_MICRO_BATCHES) this.recent.shift()
    for (const [partition, { last, timestamp }] of batch.marks) {
      const progress = this.progressOf(partition)
      progress.next = last + 1n
      progress.known = true
      progress.timestamp = timestamp ?? progress.timestamp
      this.setEnd(progress, progress.end)
    }
    this.processed.add(batch.records)
    this.rows += batch.rows
    this.deadLetters += batch.deadLetters.length
    this.unknownKeys += batch.unknownKeys
    this.commit = { at: this.now(), lag: this.lag }
    for (const { code } of batch.deadLetters)
      this.deadLettersByCode.set(code, (this.deadLettersByCode.get(code) ?? 0) + 1)
    this.recentOutcomes = [...this.recentOutcomes, ...outcomesOf(batch)].slice(-RECENT_MESSAGES)
    this.markLag()
    return entry
  }

  /** Partitions that hold the watermark of the dashboard. */
  setWaitsFor(partitions: readonly number[]): void {
    this.waitsFor = partitions
  }

  get lag(): number {
    let lag = 0n
    for (const { next, end } of this.partitions.values()) lag += end > next ? end - next : 0n
    return Number(lag)
  }

  /** What gathers until the next commit is due is no lag. */
  private get lagAtCommit(): number {
    const age = this.commit === null ? Number.NaN : this.now() - this.commit.at
    // Below zero: the clock was set back.
    return this.commit !== null && age >= 0 && age <= this.intervalMs + COMMIT_MS ? this.commit.lag : this.lag
  }

  /** Epoch ms of the newest message committed; null before one, or where messages have no time. */
  private get newestAt(): number | null {
    const times = [...this.partitions.values()].flatMap(({ timestamp }) => (timestamp === null ? [] : [timestamp]))
    return times.length === 0 ? null : times.reduce((newest, time) => Math.max(newest, time))
  }

  /** Of the table, as of the newest commit of this stream; null before one. */
  get newestVersion(): number | null {
    return this.version
  }

  setVersion(version: number): void {
    this.version = version
  }

  /** What waits is known: it was looked how far the topic goes. */
  get hasLooked(): boolean {
    return this.partitions.size > 0
  }

  /** Little is left to read, each partition has somebody who reads it, and its position is known (decision 26). */
  get caughtUp(): boolean {
    const isKnown = [...this.partitions.values()].every(({ known, next, end }) => known || next >= end)
    return isKnown && this.lag < CAUGHT_UP && this.unassigned.length === 0
  }

  private get unassigned(): number[] {
    return [...this.partitions].filter(([, { member }]) => member === null).map(([partition]) => partition)
  }

  private progressOf(partition: number): PartitionProgress {
    let progress = this.partitions.get(partition)
    if (progress === undefined) this.partitions.set(partition, (progress = this.newPartition(0n)))
    return progress
  }

  /** @param counts of the dashboard, which are the table's */
  snapshot(counts: DashboardCounts = { lateRows: 0, futureRows: 0 }): Figures {
    const partitions = [...this.partitions]
      .sort(([left], [right]) => left - right)
      .map(([partition, progress]) => this.describe(partition, progress))
    const { newestAt } = this
    return {
      partitions,
      lag: this.lag,
      lagSeconds: Math.max(0, ...partitions.map((one) => one.lagSeconds)),
      lagAtCommit: this.lagAtCommit,
      newestAt: newestAt === null ? null : new Date(newestAt).toISOString(),
      inputRowsPerSecond: this.input.perSecond,
      processedRowsPerSecond: this.processed.perSecond,
      lastBatch: this.recent.at(-1) ?? null,
      totals: {
        consumed: this.consumed,
        rows: this.rows,
        deadLetters: this.deadLetters,
        unknownKeys: this.unknownKeys,
        ...counts,
      },
      deadLettersByCode: Object.fromEntries(this.deadLettersByCode),
      watermarkWaitsFor: [...this.waitsFor],
      recentBatches: [...this.recent],
    }
  }

  /** What these figures add to the health line. */
  healthFacts(): Pick<
    HealthFacts,
    | 'lag'
    | 'lagTrail'
    | 'recentMessages'
    | 'recentDeadLetters'
    | 'recentFutureRows'
    | 'watermarkWaitsFor'
    | 'unassigned'
    | 'recentBatches'
    | 'newestAt'
    | 'now'
  > {
    return {
      lag: this.lag,
      lagTrail: this.lagTrail,
      recentMessages: this.recentOutcomes.length,
      recentDeadLetters: this.recentOutcomes.filter((outcome) => outcome === 'dead-letter').length,
      recentFutureRows: this.recentOutcomes.filter((outcome) => outcome === 'future').length,
      watermarkWaitsFor: this.waitsFor,
      unassigned: this.unassigned,
      recentBatches: this.recent,
      newestAt: this.newestAt,
      now: this.now(),
    }
  }

  private describe(partition: number, progress: PartitionProgress): PartitionStatus {
    const { next, end, rate, member } = progress
    const lag = end > next ? Number(end - next) : 0
    return {
      partition,
      offset: int64ToJson(next),
      endOffset: int64ToJson(end),
      lag,
      lagSeconds: lag === 0 ? 0 : round(Math.max(0, this.now() - this.nextWrittenAt(progress)) / 1000),
      rowsPerSecond: rate.perSecond,
      member,
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
    const capacity = capacityOf(this.recent.at(-1) ?? null)
    this.trail.mark({
      input: this.input.perSecond,
      capacity: capacity === null ? null : round(capacity),
      lag: this.lagAtCommit,
    })
    // The clock was set back: what is said of a minute must be of one minute.
    if (at < (this.lagTrail.at(-1)?.at ?? at)) this.lagTrail.length = 0
    if (at - (this.lagTrail.at(-1)?.at ?? Number.NEGATIVE_INFINITY) < LAG_MARK_MS) return
    this.lagTrail.push({ at, lag: this.lag })
    while (at - (this.lagTrail[1]?.at ?? at) >= RISING_MS) this.lagTrail.shift()
  }

  private newPartition(next: bigint): PartitionProgress {
    return { next, end: 0n, known: false, timestamp: null, caughtUpAt: null, rate: new RateMeter(), member: null }
  }
}

/** What became of its newest messages, in the order in which they were read. */
function outcomesOf({ newest, deadLetters, judged }: CommittedMicroBatch): readonly Outcome[] {
  const keyOf = ({ partition, offset }: RowPlace) => `${partition}/${offset}`
  const deadLetterKeys = new Set(
    deadLetters.map(({ partition, record }) => keyOf({ partition, offset: record.offset })),
  )
  const future = new Set(judged.future.map(keyOf))
  return newest.map((place) => {
    const key = keyOf(place)
    if (deadLetterKeys.has(key)) return 'dead-letter'
    return future.has(key) ? 'future' : 'row'
  })
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
