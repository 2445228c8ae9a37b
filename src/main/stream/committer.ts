import { MillraceError } from '../../shared/errors'
import { failpoint } from '../failpoint'
import { conflictError } from '../lake/conflict'
import type { CommitOutcome, NewFile, Snapshot, SetTransactionUpdate } from '../lake/ports'
import { lateRowsOf } from './dashboard/dashboard'
import {
  absentAppId,
  absentOf,
  fingerprintAppId,
  fingerprintsOf,
  FUTURE_ROWS_APP_ID,
  LATE_ROWS_APP_ID,
  partitionAppId,
  partitionWatermarkAppId,
  partitionWatermarksOf,
  positionsOf,
  streamTags,
  txnOf,
  WATERMARK_APP_ID,
  type Positions,
  type StreamIdentity,
} from './progress/offsets'
import type { StreamParts } from './parts'
import type { DecodedMicroBatch, NewDeadLetter } from './ports'
import type { JudgedRows } from './dashboard/ports'
import type { TopicEnds } from './progress/topic-ends'
import { moveWatermark, raiseWatermark, standingAt, watermarkOf } from './dashboard/watermark'

/** What one micro-batch holds of a partition. */
export interface PartitionMark {
  readonly first: bigint
  readonly last: bigint
  /** How many messages: fewer than offsets where some of these hold none. */
  readonly records: number
  /** Of the last message (`fingerprintOf`). */
  readonly fingerprint: bigint
  /** Of the last message, epoch ms. */
  readonly timestamp: number | null
}

export type Marks = ReadonlyMap<number, PartitionMark>

/** A version of the transactions table that this stream committed. */
export interface Committed {
  readonly version: number
  /** Those that it moved. */
  readonly setTransactions: ReadonlyMap<string, bigint>
}

/** Commits micro-batches in order, each offset once (decision 4), and how far the dashboard may go (decision 9). */
export interface Committer {
  /** Next offsets of the table, by partition. */
  readonly positions: ReadonlyMap<number, bigint>
  /** What the rows of the next micro-batch are to the dashboard. */
  judge(files: readonly NewFile[]): Promise<JudgedRows>
  /**
   * Dead letters first (only if there are any), then rows, positions and watermarks.
   * @param at epoch ms: the processing time of its rows
   * @throws COMMIT_CONFLICT where another instance of this stream was there before: read the table again
   */
  commit(batch: DecodedMicroBatch, judged: JudgedRows, marks: Marks, at: number): Promise<Committed>
  /**
   * Moves the watermark alone; null where what is read by now leaves it where it is.
   * @param at epoch ms
   */
  moveWatermark(at: number): Promise<Committed | null>
  /** Partitions that held the watermark where it stood when it was last looked at (decision 9 (c)). */
  readonly waitsFor: readonly number[]
}

export interface CommitterOptions {
  readonly parts: Pick<StreamParts, 'tables' | 'writer' | 'reader'>
  readonly identity: StreamIdentity
  readonly ends: TopicEnds
  /** Of the transactions table; positions start here. */
  readonly snapshot: Snapshot
}

/** Commits of others that may pass ours before we say so. */
const MAX_TRIES = 10

/** Commits of one session: it begins where the snapshot stands. */
export function createCommitter({ parts, identity, ends, snapshot: base }: CommitterOptions): Committer {
  const { tables, writer, reader } = parts
  const { transactions, deadLetters } = tables
  const positions = positionsOf(base, identity)
  const fingerprints = fingerprintsOf(base, identity)
  const watermarks = partitionWatermarksOf(base, identity)
  const absent = absentOf(base, identity)
  const tags = streamTags(base, identity)
  let waitsFor: readonly number[] = []

  /** Its own txn keeps a replay from writing a dead letter twice, however the replay is cut. */
  async function commitDeadLetters(found: readonly NewDeadLetter[], marks: Marks, deadAt: number): Promise<void> {
    if (found.length === 0) return
    const known = positionsOf(await tables.ensureDeadLetters(), identity)
    const fresh = found.filter(({ partition, record }) => record.offset >= (known.get(partition) ?? 0n))
    if (fresh.length === 0) return
    const files = await writer.writeDeadLetters(deadLetters.root, identity.topic, fresh, deadAt)
    const outcome = await deadLetters.commit({
      operation: 'STREAMING UPDATE',
      add: files,
      setTransactions: [...marks]
        .filter(([partition, { last }]) => last >= (known.get(partition) ?? 0n))
        .map(([partition, { last }]) => advance(partitionAppId(identity, partition), last, known.get(partition))),
      operationMetrics: { numOutputRows: String(fresh.length) },
    })
    if (outcome.kind === 'conflict') throw conflictOf(deadLetters.root, outcome)
  }

  async function commitRows(
    { files, rows }: DecodedMicroBatch,
    judged: JudgedRows,
    marks: Marks,
    at: number,
  ): Promise<Committed> {
    const raised = new Map([...judged.newest].map(([partition, time]) => [partition, raise(partition, time)]))
    const next = new Map([...marks].map(([partition, { last }]) => [partition, last + 1n]))
    for (let attempt = 1; ; attempt++) {
      const snapshot = await tables.find()
      if (snapshot === null) throw tableGone(transactions.root)
      const updates = [
        ...positionUpdates(marks),
        ...watermarkUpdates(raised),
        ...orHeld(stepOf(snapshot, next, raised, at), snapshot, judged),
        ...countUpdates(snapshot, judged, at),
      ]
      const outcome = await transactions.commit({
        operation: 'STREAMING UPDATE',
        add: files.map((file) => ({ ...file, tags: { ...file.tags, ...tags } })),
        addColumns: tables.missingColumns(snapshot),
        setTransactions: updates,
        operationParameters: { outputMode: 'Append', topic: identity.topic },
        operationMetrics: { numOutputRows: String(rows), numAddedFiles: String(files.length) },
      })
      if (outcome.kind === 'committed') {
        for (const [partition, watermark] of raised) watermarks.set(partition, watermark)
        return { version: outcome.version, setTransactions: movedBy(updates) }
      }
      if (attempt === MAX_TRIES || !(await mayPass(outcome.reason, marks))) {
        throw conflictOf(transactions.root, outcome)
      }
    }
  }

  function raise(partition: number, newestEvent: number): bigint {
    return raiseWatermark(watermarks.get(partition) ?? null, newestEvent)
  }

  /** Where the table's watermark goes once `next` and `raised` are committed to it. */
  function stepOf(
    snapshot: Snapshot,
    next: Positions,
    raised: ReadonlyMap<number, bigint>,
    at: number,
  ): SetTransactionUpdate[] {
    const known = positionsOf(snapshot, identity)
    const others = partitionWatermarksOf(snapshot, identity)
    const readings = ends.partitions.map((partition) => ({
      partition,
      watermark: raised.get(partition) ?? others.get(partition) ?? null,
      unread: ends.unread(partition, next.get(partition) ?? known.get(partition) ?? 0n),
    }))
    const previous = watermarkOf(snapshot)
    const step = moveWatermark(previous, readings, standingAt(previous, snapshot, at))
    waitsFor = step.waitsFor
    const { watermark: version } = step
    return version === null || version === previous ? [] : [{ appId: WATERMARK_APP_ID, version, previous }]
  }

  function positionUpdates(marks: Marks): SetTransactionUpdate[] {
    return [...marks].flatMap(([partition, mark]) => [
      advance(partitionAppId(identity, partition), mark.last, positions.get(partition)),
      {
        appId: fingerprintAppId(identity, partition),
        version: mark.fingerprint,
        previous: fingerprints.get(partition) ?? null,
      },
      ...absentUpdate(partition, mark),
    ])
  }

  /** Markers, aborted and compacted messages: without a word of them an audit would miss them as lost. */
  function absentUpdate(partition: number, mark: PartitionMark): SetTransactionUpdate[] {
    const version = absentAfter(partition, mark)
    const previous = absent.get(partition) ?? null
    return version === (previous ?? 0n) ? [] : [{ appId: absentAppId(identity, partition), version, previous }]
  }

  function absentAfter(partition: number, { last, records }: PartitionMark): bigint {
    const offsets = last + 1n - (positions.get(partition) ?? 0n)
    return (absent.get(partition) ?? 0n) + offsets - BigInt(records)
  }

  function watermarkUpdates(raised: ReadonlyMap<number, bigint>): SetTransactionUpdate[] {
    return [...raised].map(([partition, version]) => ({
      appId: partitionWatermarkAppId(identity, partition),
      version,
      previous: watermarks.get(partition) ?? null,
    }))
  }

  /** A schema that grew, or a watermark that another stream raised, does not touch our offsets. */
  async function mayPass(
    reason: Extract<CommitOutcome, { kind: 'conflict' }>['reason'],
    marks: Marks,
  ): Promise<boolean> {
    if (reason === 'metadata_changed') return true
    if (reason !== 'same_transaction') return false
    const now = positionsOf(await transactions.snapshot(), identity)
    return [...marks.keys()].every((partition) => now.get(partition) === positions.get(partition))
  }

  return {
    positions,
    judge: (files) =>
      reader.judge(
        files.map((file) => file.path),
        watermarks,
      ),
    async commit(batch, judged, marks, at) {
      for (const [partition, { first }] of marks) {
        const wanted = positions.get(partition) ?? 0n
        if (first < wanted) throw new Error(`partition ${partition}: offset ${first} was read again below ${wanted}`)
      }
      failpoint('stream:after-write')
      await commitDeadLetters(batch.deadLetters, marks, at)
      failpoint('stream:between-commits')
      const committed = await commitRows(batch, judged, marks, at)
      failpoint('stream:after-commit')
      for (const [partition, mark] of marks) {
        const after = absentAfter(partition, mark)
        if (after > 0n) absent.set(partition, after)
        positions.set(partition, mark.last + 1n)
        fingerprints.set(partition, mark.fingerprint)
      }
      return committed
    },
    async moveWatermark(at) {
      const snapshot = await tables.find()
      if (snapshot === null) throw tableGone(transactions.root)
      const updates = stepOf(snapshot, new Map(), new Map(), at)
      if (updates.length === 0) return null
      const outcome = await transactions.commit({
        operation: 'STREAMING UPDATE',
        setTransactions: updates,
        operationParameters: { topic: identity.topic, note: 'The watermark of the dashboard moves.' },
      })
      // Another one has moved it: the next look tells whether it must go further.
      return outcome.kind === 'conflict' ? null : { version: outcome.version, setTransactions: movedBy(updates) }
    },
    get waitsFor() {
      return waitsFor
    },
  }
}

/** The table was removed under the stream. */
export function tableGone(root: string): MillraceError {
  return new MillraceError(
    'TABLE_NOT_FOUND',
    `The table at ${root} was removed while a stream wrote to it. Start the stream again to begin a new table.`,
  )
}

/**
 * The totals of late and of future rows, for the commit that brings them.
 * @param at epoch ms: the processing time of its rows
 */
export function countUpdates(snapshot: Snapshot, { minutes, future }: JudgedRows, at: number): SetTransactionUpdate[] {
  const late = lateRowsOf(minutes, Number(standingAt(watermarkOf(snapshot), snapshot, at) ?? 0n))
  return [...added(LATE_ROWS_APP_ID, late), ...added(FUTURE_ROWS_APP_ID, future.length)]

  function added(appId: string, count: number): SetTransactionUpdate[] {
    const previous = snapshot.setTransactions.get(appId) ?? null
    return count === 0 ? [] : [{ appId, version: (previous ?? 0n) + BigInt(count), previous }]
  }
}

/** What was counted as late by a watermark is committed with that watermark only, moved by us or where it stands. */
export function orHeld(
  moved: readonly SetTransactionUpdate[],
  snapshot: Snapshot,
  { minutes }: JudgedRows,
): readonly SetTransactionUpdate[] {
  const watermark = watermarkOf(snapshot)
  if (moved.length > 0 || watermark === null || minutes.length === 0) return moved
  return [{ appId: WATERMARK_APP_ID, version: watermark, previous: watermark }]
}

/** The SetTransactions of updates, by appId. */
export function movedBy(updates: readonly SetTransactionUpdate[]): ReadonlyMap<string, bigint> {
  return new Map(updates.map(({ appId, version }) => [appId, version]))
}

/** @param next the next offset that the table has; one that has none starts without a txn */
function advance(appId: string, last: bigint, next: bigint | undefined): SetTransactionUpdate {
  return { appId, version: last, previous: txnOf(next) }
}

function conflictOf(root: string, outcome: Extract<CommitOutcome, { kind: 'conflict' }>): MillraceError {
  return outcome.reason === 'table_deleted' ? tableGone(root) : conflictError(outcome, (detail) => `${root}: ${detail}`)
}
