import { int64ToJson } from '../../shared/scalars'
import type { MicroBatch, PartitionStatus, StreamState, StreamStatus } from '../../shared/stream'
import type { PartitionRange } from './ports'
import { RateMeter } from './rate'
import type { CommittedBatch, ReadProgress } from './session'

const RECENT_BATCHES = 60
/** Dead letters over this share of the last messages are worth a word. */
const DEAD_SHARE = 0.01
const DEAD_WINDOW = 1000
const SLOW_BATCHES = 3
const LAG_DEGRADED = 1000
const LAG_DANGER = 10_000
const RISING_MS = 60_000
/** Below this lag a stream counts as caught up. */
const CAUGHT_UP = LAG_DEGRADED

interface PartitionProgress {
  next: bigint
  end: bigint
  timestamp: number | null
  readonly rate: RateMeter
}

/** The running figures of one stream, for `GET /stream/status` (decision 26). Counts are since its start. */
export class StreamFigures {
  private readonly partitions = new Map<number, PartitionProgress>()
  private readonly recent: MicroBatch[] = []
  private readonly recentOutcomes: { readonly records: number; readonly dead: number }[] = []
  private readonly input: RateMeter
  private readonly processed: RateMeter
  private readonly deadByCode = new Map<string, number>()
  private readonly lagTrail: { readonly at: number; readonly lag: number }[] = []
  private consumed = 0
  private rows = 0
  private dead = 0
  private unknownKeys = 0
  lateRows = 0

  constructor(private readonly now: () => number) {
    this.input = new RateMeter(now)
    this.processed = new RateMeter(now)
  }

  setPositions(positions: ReadonlyMap<number, bigint>, ranges: readonly PartitionRange[]): void {
    for (const [partition, next] of positions) this.partition(partition).next = next
    this.setRanges(ranges)
  }

  setRanges(ranges: readonly PartitionRange[]): void {
    for (const { partition, high } of ranges) {
      const progress = this.partition(partition)
      if (high > progress.end) progress.end = high
    }
    this.markLag()
  }

  read(partition: number, { records, next, endOffset, timestamp }: ReadProgress): void {
    const progress = this.partition(partition)
    progress.next = next
    if (endOffset > progress.end) progress.end = endOffset
    progress.timestamp = timestamp ?? progress.timestamp
    progress.rate.add(records)
    this.input.add(records)
    this.consumed += records
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

  get lag(): number {
    let lag = 0n
    for (const { next, end } of this.partitions.values()) lag += end > next ? end - next : 0n
    return Number(lag)
  }

  get caughtUp(): boolean {
    return this.lag < CAUGHT_UP
  }

  snapshot(): Pick<
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
  > {
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
        lateRows: this.lateRows,
      },
      deadLettersByCode: Object.fromEntries(this.deadByCode),
      recentBatches: [...this.recent],
    }
  }

  /** The one health line (decision 26). */
  health(state: StreamState, reason: string | null, intervalMs: number): StreamStatus['health'] {
    switch (state) {
      case 'FAILED':
        return { word: 'Failed', reason: reason ?? 'The stream failed.' }
      case 'STOPPED':
      case 'STOPPING':
        return { word: 'Stopped', reason: reason ?? 'The stream is stopped.' }
      case 'RECONNECTING':
      case 'WAITING_FOR_TOPIC':
        return { word: 'Degraded', reason: reason ?? 'The source cannot be read.' }
      case 'STARTING':
      case 'CATCHING_UP':
      case 'RUNNING':
        return (
          this.degradation(intervalMs) ??
          (state === 'RUNNING'
            ? { word: 'Healthy', reason: this.freshness() }
            : { word: 'Catching up', reason: `${this.lag} messages behind.` })
        )
    }
  }

  private degradation(intervalMs: number): StreamStatus['health'] | null {
    const seen = this.recentOutcomes.reduce((sum, one) => sum + one.records, 0)
    const dead = this.recentOutcomes.reduce((sum, one) => sum + one.dead, 0)
    if (seen > 0 && dead / seen > DEAD_SHARE) {
      return { word: 'Degraded', reason: `${dead} of the last ${seen} messages are dead letters.` }
    }
    const last = this.recent.slice(-SLOW_BATCHES)
    if (last.length === SLOW_BATCHES && last.every((batch) => batch.totalMs > intervalMs)) {
      return {
        word: 'Degraded',
        reason: `The last ${SLOW_BATCHES} micro-batches took longer than the trigger interval of ${intervalMs} ms.`,
      }
    }
    const { lag } = this
    const first = this.lagTrail[0]
    const rising =
      first !== undefined &&
      this.now() - first.at >= RISING_MS &&
      this.lagTrail.every((mark, index) => index === 0 || mark.lag >= (this.lagTrail[index - 1]?.lag ?? 0)) &&
      lag > first.lag
    if (lag > LAG_DEGRADED && rising) {
      const danger = lag > LAG_DANGER ? ' That is dangerously far.' : ''
      return { word: 'Degraded', reason: `${lag} messages behind and rising for a minute.${danger}` }
    }
    return null
  }

  private freshness(): string {
    const last = this.recent.at(-1)
    if (last === undefined) return 'Waiting for the first message.'
    const age = ((this.now() - Date.parse(last.at)) / 1000).toFixed(1)
    return `Newest commit is ${age} s old${last.version === null ? '' : `; v${last.version} took ${Math.round(last.totalMs)} ms for ${last.rows} rows`}.`
  }

  private describe(partition: number, { next, end, timestamp, rate }: PartitionProgress): PartitionStatus {
    const lag = end > next ? Number(end - next) : 0
    return {
      partition,
      offset: int64ToJson(next),
      endOffset: int64ToJson(end),
      lag,
      // The age of the newest record read: the next one is at least as new.
      lagSeconds: lag === 0 || timestamp === null ? 0 : round(Math.max(0, this.now() - timestamp) / 1000),
      rowsPerSecond: rate.perSecond,
    }
  }

  private markLag(): void {
    const at = this.now()
    if (at - (this.lagTrail.at(-1)?.at ?? 0) < 5000) return
    this.lagTrail.push({ at, lag: this.lag })
    while (at - (this.lagTrail[1]?.at ?? at) >= RISING_MS) this.lagTrail.shift()
  }

  private partition(partition: number): PartitionProgress {
    let progress = this.partitions.get(partition)
    if (progress === undefined) {
      progress = { next: 0n, end: 0n, timestamp: null, rate: new RateMeter(this.now) }
      this.partitions.set(partition, progress)
    }
    return progress
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
