import { MillraceError } from '../../shared/errors'
import { failpoint } from '../failpoint'
import type { CommitOutcome, NewFile, Snapshot, TransactionUpdate } from '../lake/ports'
import { WATERMARK_DELAY_MS } from './dashboard'
import {
  fingerprintAppId,
  fingerprintsOf,
  partitionAppId,
  positionsOf,
  WATERMARK_APP_ID,
  type StreamIdentity,
} from './offsets'
import type { DecodedBatch, MicroBatchWriter, Rejected } from './ports'
import type { StreamTables } from './tables'

/** What one micro-batch holds of a partition. */
export interface PartitionMark {
  readonly first: bigint
  readonly last: bigint
  /** Of the last message (`fingerprintOf`). */
  readonly fingerprint: bigint
  /** Of the last message, epoch ms. */
  readonly timestamp: number | null
}

export type Marks = ReadonlyMap<number, PartitionMark>

/** Commits micro-batches in order, each offset once (decision 4). */
export interface Committer {
  /** Next offsets of the table, by partition. */
  readonly positions: ReadonlyMap<number, bigint>
  /**
   * Dead letters first (only if there are any), then rows and positions.
   * @param deadAt epoch ms
   * @returns the version of the transactions table
   * @throws COMMIT_CONFLICT where another instance of this stream was there before: read the table again
   */
  commit(batch: DecodedBatch, marks: Marks, deadAt: number): Promise<number>
}

export interface CommitterOptions {
  readonly identity: StreamIdentity
  readonly tables: StreamTables
  readonly writer: MicroBatchWriter
  /** Of the transactions table; positions start here. */
  readonly snapshot: Snapshot
}

/** Commits of others that may pass ours before we say so. */
const MAX_TRIES = 10
const MICROS = 1000n

export function createCommitter({ identity, tables, writer, snapshot: base }: CommitterOptions): Committer {
  const { transactions, deadLetters } = tables
  const positions = positionsOf(base, identity)
  const fingerprints = fingerprintsOf(base, identity)

  /** Its own txn keeps a replay from writing a letter twice, however the replay is cut. */
  async function commitDeadLetters(rejected: readonly Rejected[], marks: Marks, deadAt: number): Promise<void> {
    if (rejected.length === 0) return
    const known = positionsOf(await tables.ensureDeadLetters(), identity)
    const fresh = rejected.filter(({ partition, record }) => record.offset >= (known.get(partition) ?? 0n))
    if (fresh.length === 0) return
    const files = await writer.writeDeadLetters(deadLetters.root, identity.topic, fresh, deadAt)
    const outcome = await deadLetters.commit({
      operation: 'STREAMING UPDATE',
      add: files,
      transactions: [...marks]
        .filter(([partition, { last }]) => last >= (known.get(partition) ?? 0n))
        .map(([partition, { last }]) => advance(partitionAppId(identity, partition), last, known.get(partition))),
      operationMetrics: { numOutputRows: String(fresh.length) },
    })
    if (outcome.kind === 'conflict') throw conflictError(deadLetters.root, outcome)
  }

  async function commitRows({ files, rows }: DecodedBatch, marks: Marks): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      const snapshot = await tables.find()
      if (snapshot === null) throw tableGone(transactions.root)
      const outcome = await transactions.commit({
        operation: 'STREAMING UPDATE',
        add: files,
        addColumns: tables.missingColumns(snapshot),
        transactions: [...updatesOf(marks), ...watermarkUpdate(snapshot, files)],
        operationParameters: { outputMode: 'Append', topic: identity.topic },
        operationMetrics: { numOutputRows: String(rows), numAddedFiles: String(files.length) },
      })
      if (outcome.kind === 'committed') return outcome.version
      if (attempt === MAX_TRIES || !(await mayPass(outcome.reason, marks))) {
        throw conflictError(transactions.root, outcome)
      }
    }
  }

  function updatesOf(marks: Marks): TransactionUpdate[] {
    return [...marks].flatMap(([partition, { last, fingerprint }]) => [
      advance(partitionAppId(identity, partition), last, positions.get(partition)),
      {
        appId: fingerprintAppId(identity, partition),
        version: fingerprint,
        previous: fingerprints.get(partition) ?? null,
      },
    ])
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
    async commit(batch, marks, deadAt) {
      for (const [partition, { first }] of marks) {
        const wanted = positions.get(partition) ?? 0n
        if (first < wanted) throw new Error(`partition ${partition}: offset ${first} was read again below ${wanted}`)
      }
      failpoint('stream:after-write')
      await commitDeadLetters(batch.rejected, marks, deadAt)
      failpoint('stream:between-commits')
      const version = await commitRows(batch, marks)
      failpoint('stream:after-commit')
      for (const [partition, { last, fingerprint }] of marks) {
        positions.set(partition, last + 1n)
        fingerprints.set(partition, fingerprint)
      }
      return version
    },
  }
}

/** Epoch ms of the newest event in the files, from their statistics; null where they hold no row. */
export function newestEventOf(files: readonly NewFile[]): number | null {
  let newest: number | null = null
  for (const file of files) {
    const max = file.stats?.maxValues['event_timestamp']
    if (typeof max === 'bigint') newest = Math.max(newest ?? Number.NEGATIVE_INFINITY, Number(max / MICROS))
  }
  return newest
}

export function tableGone(root: string): MillraceError {
  return new MillraceError(
    'TABLE_NOT_FOUND',
    `The table at ${root} was removed while a stream wrote to it. Start the stream again to begin a new table.`,
  )
}

/** The watermark rises with the rows that raise it, in one commit, so that both are found again. */
export function watermarkUpdate(snapshot: Snapshot, files: readonly NewFile[]): TransactionUpdate[] {
  const newest = newestEventOf(files)
  if (newest === null) return []
  const version = BigInt(newest - WATERMARK_DELAY_MS)
  const previous = snapshot.transactions.get(WATERMARK_APP_ID) ?? null
  return version <= (previous ?? 0n) ? [] : [{ appId: WATERMARK_APP_ID, version, previous }]
}

/** @param next the next offset that the table has; one that has none starts without a txn */
function advance(appId: string, last: bigint, next: bigint | undefined): TransactionUpdate {
  return { appId, version: last, previous: next === undefined ? null : next - 1n }
}

function conflictError(root: string, { reason, detail }: Extract<CommitOutcome, { kind: 'conflict' }>): MillraceError {
  if (reason === 'table_deleted') return tableGone(root)
  return new MillraceError('COMMIT_CONFLICT', `${root}: ${detail}`, { canRetry: true })
}
