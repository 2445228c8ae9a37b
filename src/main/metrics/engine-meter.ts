import type { BatchRecord } from '../../shared/batch'
import type { MetricFamily } from '../../shared/metrics'
import { DEAD_LETTER_CODES } from '../../shared/stream'
import type { MicroBatchWatcher } from '../stream/ports'
import { byLabel, counter, histogram } from './family'
import { Histogram } from './histogram'

/** Counts what happens while this process lives; a look at it reads numbers and nothing else. */
export interface EngineMeter extends MicroBatchWatcher {
  /** A batch was submitted, went on or ended. */
  batch(record: BatchRecord): void
  families(): readonly MetricFamily[]
}

const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'] as const

/** Counts what the engine does, for `GET /metrics`. */
export function createEngineMeter(): EngineMeter {
  const commitSeconds = new Histogram()
  const microBatchSeconds = new Histogram()
  const batchSeconds = new Histogram()
  const deadLetters = new Map<string, number>(DEAD_LETTER_CODES.map((code) => [code, 0]))
  const ended = new Map<string, number>(ENDED.map((state) => [state, 0]))
  let rows = 0
  let bytes = 0
  let files = 0
  let microBatches = 0
  let failures = 0
  let batchRows = 0

  return {
    writing() {
      // Counted when it ends.
    },
    committed(outcome) {
      microBatches++
      rows += outcome.rows
      bytes += outcome.bytes
      files += outcome.files
      for (const [code, count] of outcome.deadLettersByCode) add(deadLetters, code, count)
      commitSeconds.observe((outcome.phases.find(({ name }) => name === 'commit')?.ms ?? 0) / 1000)
      microBatchSeconds.observe(outcome.totalMs / 1000)
    },
    failed() {
      failures++
    },
    batch({ status, startTime, endTime, rowCount }) {
      if (!ended.has(status)) return
      add(ended, status, 1)
      batchRows += rowCount ?? 0
      if (status === 'COMPLETED' && startTime !== undefined && endTime !== undefined)
        batchSeconds.observe((Date.parse(endTime) - Date.parse(startTime)) / 1000)
    },
    families: () => [
      counter('millrace_stream_rows_total', 'Rows that micro-batches committed to stream/transactions.', rows),
      counter(
        'millrace_stream_dead_letters_total',
        'Messages that micro-batches committed as dead letters, by code.',
        byLabel('code', deadLetters),
      ),
      counter('millrace_stream_micro_batches_total', 'Micro-batches that were committed.', microBatches),
      counter(
        'millrace_stream_micro_batch_failures_total',
        'Micro-batches that failed while they were written; their messages are read again.',
        failures,
      ),
      counter('millrace_stream_written_bytes_total', 'Bytes of the Parquet files of those rows.', bytes),
      counter('millrace_stream_written_files_total', 'Parquet files of those rows.', files),
      histogram('millrace_stream_commit_seconds', 'How long commits of micro-batches took.', commitSeconds),
      histogram(
        'millrace_stream_micro_batch_seconds',
        'How long micro-batches took to be written and committed; should stay below the trigger interval.',
        microBatchSeconds,
      ),
      counter('millrace_batches_ended_total', 'Batches that ended, by state.', byLabel('state', ended)),
      counter('millrace_batch_rows_total', 'Rows of the snapshots of completed batches.', batchRows),
      histogram('millrace_batch_seconds', 'How long completed batches ran, without their wait.', batchSeconds),
    ],
  }
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count)
}
