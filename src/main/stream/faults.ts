import { codeOf, isRefusal, MillraceError } from '../../shared/errors'

/** Why a session ended. */
export type SessionEnd =
  | { readonly kind: 'stopped' }
  /** The source is back, or moved: look whether it still holds what the table has read, then go on at once. */
  | { readonly kind: 'check'; readonly reason: string }
  /** Read the table again after a while and go on from there. */
  | { readonly kind: 'restart'; readonly error: Error }
  | { readonly kind: 'failed'; readonly error: Error }

/** Never a retry of the same write: the table is read again first (reliability rule 2). */
export function endOf(error: unknown): SessionEnd {
  const known = error instanceof Error ? error : new Error(String(error))
  return { kind: isPassing(known) ? 'restart' : 'failed', error: known }
}

/**
 * How long to wait before the next try, in ms; `failures` is how many came since the last commit.
 * @param draw from [0, 1)
 */
export function backOffMs(error: Error, failures: number, draw = Math.random): number {
  // Another instance was faster: the table says at once where to go on. Two that read the same messages would
  // meet again and again, so each waits its own while, in which the other gets on.
  if (codeOf(error) === 'COMMIT_CONFLICT')
    return failures === 1 ? 0 : Math.round(draw() * Math.min(MAX_CONFLICT_MS, CONFLICT_MS * 2 ** (failures - 2)))
  return BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length) - 1] ?? 0
}

/** What a user can do, as a sentence. */
export function fixOf(error: Error): string | null {
  if (!(error instanceof MillraceError)) {
    return 'See the log for the cause, then start the stream again: it resumes where the table stands.'
  }
  const { fix } = error.details
  if (typeof fix === 'string') return fix
  switch (error.code) {
    case 'DATA_LOSS':
      return 'To go on without these messages, start again with {"failOnDataLoss": false}: the gap is recorded in the table history.'
    case 'UNREADABLE_BATCH':
      return 'Check the topic with the producer of these messages. To go on without them, start again with {"failOnDataLoss": false}: the gap is recorded in the table history.'
    case 'DISK_FULL':
      return 'Free disk space: the stream goes on by itself, nothing is lost.'
    case 'IO_ERROR':
      return 'Check the disk and the permissions of the data folder: the stream goes on by itself, nothing is lost.'
    case 'OUT_OF_MEMORY':
      return 'Lower pipeline.stream.max-batch-rows and pipeline.stream.max-batch-bytes, then start the stream again: it resumes where the table stands.'
    case 'BROKER_UNREACHABLE':
      return BROKER_FIX
    case 'COMMIT_CONFLICT':
      return 'Another instance reads the same messages into this table. Nothing is lost or doubled; stop one of them, or give both the same consumer group, which shares the partitions out.'
    case 'TABLE_NOT_FOUND':
      return 'Start the stream again: it begins a new table.'
    case 'UNSUPPORTED_PROTOCOL':
      return 'Drop the feature with the engine that put it there, or point the path of this table (pipeline.delta.stream-transactions-path, dead-letters-path, stream-aggregations-path) at another folder; batches read any folder that pipeline.batch.source-path names.'
    case 'TABLE_INVALID':
    case 'TABLE_CORRUPT':
      return 'The table must be mended or another folder be used before the stream can write.'
    default:
      return null
  }
}

export const BROKER_FIX =
  'Check that the broker runs and that pipeline.kafka.bootstrap-servers names it. The stream goes on by itself.'

const CONFLICT_MS = 500
const MAX_CONFLICT_MS = 10_000
const BACK_OFF_MS = [1000, 2000, 5000, 10_000, 30_000]

function isPassing(error: Error): boolean {
  return (
    error instanceof MillraceError &&
    (error.canRetry || error.code === 'BROKER_UNREACHABLE' || error.code === 'IO_ERROR' || isRefusal(error))
  )
}
