import { MillraceError, messageOf } from '../../shared/errors'
import { failpoint } from '../failpoint'
import type { CommitOutcome, LakeTable, NewFile } from '../lake/ports'
import type { SchemaField } from '../lake/actions'
import { decideFlush, type BatchLimits, type FlushDecision } from './micro-batch'
import { partitionAppId, positionsOf, watermarkAppId, type StreamIdentity } from './offsets'
import type {
  BatchBuilder,
  MicroBatchWriter,
  PartitionRange,
  RecordBatch,
  Rejected,
  Source,
  SourceListener,
  Subscription,
} from './ports'
import { WATERMARK_DELAY_MS } from './dashboard'

/** One stretch of reading: from a subscription to its end. The manager starts another after a fault that passes. */
export interface SessionOptions {
  readonly source: Source
  readonly identity: StreamIdentity
  readonly transactions: LakeTable
  readonly deadLetters: LakeTable
  readonly writer: MicroBatchWriter
  readonly limits: BatchLimits
  /** Columns that the next write adds to the table (decision 32). */
  readonly missingColumns: readonly SchemaField[]
  readonly positions: ReadonlyMap<number, bigint>
  readonly onRead: (partition: number, read: ReadProgress) => void
  readonly onRanges: (ranges: readonly PartitionRange[]) => void
  readonly onConnection: SourceListener['connection']
  readonly onCommitted: (batch: CommittedBatch) => Promise<void>
  readonly now: () => number
}

export interface ReadProgress {
  readonly records: number
  readonly next: bigint
  readonly endOffset: bigint
  /** Of the newest record read, epoch ms. */
  readonly timestamp: number | null
}

export interface CommittedBatch {
  /** Null where nothing was left to commit. */
  readonly version: number | null
  readonly files: readonly NewFile[]
  readonly records: number
  readonly rows: number
  readonly rejected: readonly Rejected[]
  readonly unknownKeys: number
  /** Epoch ms. */
  readonly newestEvent: number | null
  readonly fetchMs: number
  readonly decodeMs: number
  readonly writeMs: number
  readonly commitMs: number
  readonly totalMs: number
}

/** Why a session ended. */
export type SessionEnd =
  | { readonly kind: 'stopped' }
  /** Read the table again and go on from there. */
  | { readonly kind: 'restart'; readonly error: Error }
  | { readonly kind: 'failed'; readonly error: Error }

export interface StreamSession {
  readonly ended: Promise<SessionEnd>
  /** Stops reading, commits what was read, closes. */
  stop(): Promise<void>
}

interface Filling {
  readonly builder: BatchBuilder
  readonly startedAt: number
  /** First and last offset appended, by partition. */
  readonly first: Map<number, bigint>
  readonly last: Map<number, bigint>
}

const MICROS = 1000n
const COMMIT_TRIES = 5

export async function openStreamSession(options: SessionOptions): Promise<StreamSession> {
  const { source, identity, transactions, deadLetters, writer, limits, now } = options
  const next = new Map(options.positions)
  let filling: Filling | null = null
  let inFlight: Promise<void> = Promise.resolve()
  let busy = false
  let timer: NodeJS.Timeout | null = null
  let subscription: Subscription | null = null
  let end: SessionEnd | null = null
  let missingColumns = options.missingColumns
  let resolveEnd: (value: SessionEnd) => void = () => undefined
  const ended = new Promise<SessionEnd>((resolve) => {
    resolveEnd = resolve
  })

  const listener: SourceListener = {
    assigned(partitions) {
      // What was buffered may belong to others now: read it again from where the table stands.
      dropFilling()
      for (const partition of partitions) next.set(partition, handed.get(partition) ?? 0n)
      return new Map(partitions.map((partition) => [partition, next.get(partition) ?? 0n]))
    },
    async records(batch) {
      if (end !== null) return
      append(batch)
      // One micro-batch may be written while the next one fills; when that is full too, the source waits.
      while (decide() === 'full' && busy) await inFlight
      if (decide() !== 'wait') flushWhenIdle()
    },
    connection: options.onConnection,
    endOffsets: options.onRanges,
    failed(error) {
      finish({ kind: 'failed', error })
    },
  }

  /** Next offsets of the table. */
  const committed = new Map(options.positions)
  /** Next offsets once the micro-batch in flight is committed; if it is not, this session ends. */
  const handed = new Map(options.positions)

  function append(batch: RecordBatch): void {
    const wanted = next.get(batch.partition) ?? 0n
    const records =
      (batch.records[0]?.offset ?? 0n) >= wanted
        ? batch.records
        : batch.records.filter((record) => record.offset >= wanted)
    const last = records.at(-1)
    if (last === undefined) return
    if (filling === null) {
      filling = { builder: writer.begin(transactions.root), startedAt: now(), first: new Map(), last: new Map() }
      timer = setTimeout(flushWhenIdle, limits.intervalMs)
    }
    filling.builder.append({ ...batch, records })
    if (!filling.first.has(batch.partition)) filling.first.set(batch.partition, records[0]?.offset ?? last.offset)
    filling.last.set(batch.partition, last.offset)
    next.set(batch.partition, last.offset + 1n)
    options.onRead(batch.partition, {
      records: records.length,
      next: last.offset + 1n,
      endOffset: batch.endOffset,
      timestamp: last.timestamp,
    })
  }

  function decide(): FlushDecision {
    if (filling === null) return 'wait'
    return decideFlush(
      { records: filling.builder.records, bytes: filling.builder.bytes, ageMs: now() - filling.startedAt },
      limits,
    )
  }

  /** What is due while a micro-batch is written goes on filling and is taken right after it. */
  function flushWhenIdle(): void {
    if (!busy) flush()
  }

  function dropFilling(): void {
    filling?.builder.discard()
    filling = null
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  function flush(): void {
    if (filling === null) return
    const taken = filling
    for (const [partition, offset] of taken.last) handed.set(partition, offset + 1n)
    filling = null
    if (timer !== null) clearTimeout(timer)
    timer = null
    busy = true
    inFlight = inFlight.then(async () => {
      try {
        if (end !== null && end.kind !== 'stopped') taken.builder.discard()
        else await commitBatch(taken)
      } catch (error) {
        finish(classify(error))
      } finally {
        busy = false
        if (decide() !== 'wait') flush()
      }
    })
  }

  async function commitBatch({ builder, startedAt, first, last }: Filling): Promise<void> {
    for (const [partition, offset] of first) {
      const wanted = committed.get(partition) ?? 0n
      if (offset < wanted) throw new Error(`partition ${partition}: offset ${offset} was read again below ${wanted}`)
    }
    const fetchMs = now() - startedAt
    const begun = performance.now()
    const processingTime = now()
    const decoded = await builder.finish(processingTime)
    const commitBegun = performance.now()
    failpoint('stream:after-write')
    await commitDeadLetters(decoded.rejected, last, processingTime)
    failpoint('stream:between-commits')
    const version = await commitRows(decoded.files, decoded.rows, last)
    failpoint('stream:after-commit')
    for (const [partition, offset] of last) committed.set(partition, offset + 1n)
    const commitMs = performance.now() - commitBegun
    void subscription?.commit(new Map([...last].map(([partition, offset]) => [partition, offset + 1n])))
    await options.onCommitted({
      version,
      files: decoded.files,
      records: decoded.rows + decoded.rejected.length,
      rows: decoded.rows,
      rejected: decoded.rejected,
      unknownKeys: decoded.unknownKeys,
      newestEvent: newestEvent(decoded.files),
      fetchMs,
      decodeMs: decoded.decodeMs,
      writeMs: decoded.writeMs,
      commitMs,
      totalMs: performance.now() - begun,
    })
  }

  /** Its own txn keeps a replay from writing a letter twice (decision 4). */
  async function commitDeadLetters(
    rejected: readonly Rejected[],
    last: ReadonlyMap<number, bigint>,
    deadAt: number,
  ): Promise<void> {
    if (rejected.length === 0) return
    const snapshot = await deadLetters.snapshot()
    const known = positionsOf(snapshot, identity)
    const fresh = rejected.filter(({ partition, record }) => record.offset >= (known.get(partition) ?? 0n))
    if (fresh.length === 0) return
    const files = await writer.writeDeadLetters(deadLetters.root, source.topic, fresh, deadAt)
    const updates = [...last]
      .filter(([partition, offset]) => offset >= (known.get(partition) ?? 0n))
      .map(([partition, version]) => ({
        appId: partitionAppId(identity, partition),
        version,
        previous: previousOf(known.get(partition)),
      }))
    expectCommitted(
      await deadLetters.commit({
        operation: 'STREAMING UPDATE',
        add: files,
        transactions: updates,
        operationMetrics: { numOutputRows: String(fresh.length) },
      }),
    )
  }

  async function commitRows(
    files: readonly NewFile[],
    rows: number,
    last: ReadonlyMap<number, bigint>,
  ): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      const snapshot = await transactions.snapshot()
      const watermark = watermarkUpdate(
        snapshot?.transactions.get(watermarkAppId(identity)) ?? null,
        newestEvent(files),
      )
      const outcome = await transactions.commit({
        operation: 'STREAMING UPDATE',
        add: files,
        addColumns: missingColumns,
        transactions: [
          ...[...last].map(([partition, version]) => ({
            appId: partitionAppId(identity, partition),
            version,
            previous: previousOf(committed.get(partition)),
          })),
          ...(watermark === null ? [] : [{ appId: watermarkAppId(identity), ...watermark }]),
        ],
        operationParameters: { outputMode: 'Append', topic: source.topic },
        operationMetrics: { numOutputRows: String(rows), numAddedFiles: String(files.length) },
      })
      const passing = outcome.kind === 'conflict' && outcome.reason === 'metadata_changed' && attempt < COMMIT_TRIES
      if (passing) continue
      expectCommitted(outcome)
      missingColumns = []
      return outcome.version
    }
  }

  function finish(value: SessionEnd): void {
    if (end !== null) return
    end = value
    dropFilling()
    void close().then(() => resolveEnd(value))
  }

  function hasEnded(): boolean {
    return end !== null
  }

  async function close(): Promise<void> {
    try {
      await subscription?.close()
    } catch (error) {
      options.onConnection({ connected: false, reason: messageOf(error) })
    }
  }

  subscription = await source.subscribe(listener)
  if (hasEnded()) await close()

  return {
    ended,
    async stop() {
      // Intake first, so that what is committed last is all that was read.
      await close()
      await inFlight
      flush()
      await inFlight
      end ??= { kind: 'stopped' }
      resolveEnd(end)
    },
  }
}

/** Never a retry of the same write: the table is read again first (reliability rule 2). */
function classify(error: unknown): SessionEnd {
  const known = error instanceof Error ? error : new Error(String(error))
  if (known instanceof MillraceError && (known.canRetry || known.code === 'IO_ERROR'))
    return { kind: 'restart', error: known }
  return { kind: 'failed', error: known }
}

function expectCommitted(outcome: CommitOutcome): void {
  if (outcome.kind === 'committed') return
  throw new MillraceError('COMMIT_CONFLICT', outcome.detail, { canRetry: outcome.reason !== 'table_deleted' })
}

/** Epoch ms of the newest event in the files, from their statistics. */
function newestEvent(files: readonly NewFile[]): number | null {
  let newest: number | null = null
  for (const file of files) {
    const max = file.stats?.maxValues['event_timestamp']
    if (typeof max === 'bigint') newest = Math.max(newest ?? Number.NEGATIVE_INFINITY, Number(max / MICROS))
  }
  return newest
}

function watermarkUpdate(
  previous: bigint | null,
  newest: number | null,
): { version: bigint; previous: bigint | null } | null {
  if (newest === null) return null
  const version = BigInt(newest - WATERMARK_DELAY_MS)
  return previous !== null && version <= previous ? null : { version, previous }
}

/** The txn of a partition from its next offset; a partition that has none starts without. */
function previousOf(nextOffset: bigint | undefined): bigint | null {
  return nextOffset === undefined ? null : nextOffset - 1n
}
