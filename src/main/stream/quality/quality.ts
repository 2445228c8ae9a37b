import { shareOf, type QualityCounts } from '../../../shared/quality'
import type { Logger } from '../../log/logger'
import type { QualityReader, QualityRecord, QualityStore, RowQuality } from './ports'

/** A micro-batch as its commit knows it; files are absolute. */
interface WrittenMicroBatch extends Pick<QualityRecord, 'version' | 'at' | 'topic' | 'rows' | 'deadLetters'> {
  readonly files: readonly string[]
}

/** Counts the quality of micro-batches beside their commits: a fault of it never stops a stream. */
export interface QualityRecorder {
  /** Resolves when the micro-batch *before* is counted, so that at most one waits. Never throws. */
  record(batch: WrittenMicroBatch): Promise<void>
  /** Of the stream since its start; null before its first micro-batch. */
  readonly sinceStart: QualityCounts | null
  idle(): Promise<void>
}

export interface QualityOptions {
  readonly reader: QualityReader
  readonly store: QualityStore
  readonly log: Logger
}

const NONE: RowQuality = { amountMismatches: 0, futureEvents: 0, repeatedIds: 0, nulls: [] }

/** Adds up what rows lack; what cannot be read or kept is told to the log and never stops a stream. */
export function createQualityRecorder({ reader, store, log }: QualityOptions): QualityRecorder {
  let queue: Promise<void> = Promise.resolve()
  let sum: Omit<QualityCounts, 'deadLetterShare'> | null = null

  async function count({ files, ...batch }: WrittenMicroBatch): Promise<void> {
    const found = files.length === 0 ? NONE : await reader.measure(files)
    const { rows, deadLetters } = batch
    sum = {
      rows: (sum?.rows ?? 0) + rows,
      deadLetters: (sum?.deadLetters ?? 0) + deadLetters,
      amountMismatches: (sum?.amountMismatches ?? 0) + found.amountMismatches,
      futureEvents: (sum?.futureEvents ?? 0) + found.futureEvents,
      repeatedIds: (sum?.repeatedIds ?? 0) + found.repeatedIds,
    }
    await store.add({ ...batch, ...found })
  }

  return {
    record(batch) {
      const before = queue
      queue = before
        .then(() => count(batch))
        .catch((error: unknown) => log.warn({ err: error, version: batch.version }, 'a micro-batch has no quality row'))
      return before
    },
    get sinceStart() {
      return sum === null ? null : { ...sum, deadLetterShare: shareOf(sum.deadLetters, sum.rows + sum.deadLetters) }
    },
    idle: () => queue,
  }
}
