import { MillraceError } from '../../shared/errors'
import type { Logger } from '../log/logger'
import type { BatchEnd } from './stores'

/** `pipeline.batch.retention-days` and `retention-bytes`; null is no limit. */
export interface RetentionLimits {
  readonly days: number | null
  readonly bytes: number | null
}

export interface RetentionOptions {
  readonly limits: RetentionLimits
  /** Batches that have ended; asked once. */
  readonly ended: () => Promise<readonly BatchEnd[]>
  /** Bytes of the files of a batch, by the logs of its own tables. */
  readonly bytesOf: (batch: BatchEnd) => Promise<number>
  readonly isRead: (batchId: string) => boolean
  /** Resolves when nobody reads it. */
  readonly free: (batchId: string) => Promise<void>
  /** As a user deletes it. */
  readonly remove: (batchId: string) => Promise<void>
  readonly now: () => number
  readonly log: Logger
}

/** Deletes batches that are too old, or too large together. */
export interface Retention {
  /** A batch has ended: looks whether something must go now. */
  ended(batch: BatchEnd): void
  /** A batch was deleted, by whomever. */
  gone(batchId: string): void
  /** Looks now, or once more after the look under way. */
  check(): Promise<void>
  close(): Promise<void>
}

interface SizedBatch {
  readonly batchId: string
  readonly status: BatchEnd['status']
  /** Epoch ms. */
  readonly end: number
  readonly bytes: number
}

interface Doomed {
  readonly batchId: string
  readonly why: string
}

const DAY_MS = 86_400_000
const LOOK_MS = 3_600_000

/** Deletes ended batches by age and size; it looks after each end, and once an hour. */
export function openRetention(options: RetentionOptions): Retention {
  const { limits, log } = options
  /** Read once and kept up: there may be tens of thousands, and results do not change. Null before the first look. */
  let known: Map<string, SizedBatch> | null = null
  /** Ended since. */
  const newer: BatchEnd[] = []
  const waiting = new Set<string>()
  let looking: Promise<void> | null = null
  let again = false
  let closed = false
  const off = limits.days === null && limits.bytes === null
  const timer = off ? null : setInterval(() => void check(), LOOK_MS).unref()

  function check(): Promise<void> {
    if (off || closed) return Promise.resolve()
    again = true
    looking ??= lookUntilQuiet().finally(() => {
      looking = null
    })
    return looking
  }

  /** It may have changed since it was last looked at. */
  function wanted(): boolean {
    return again && !closed
  }

  async function lookUntilQuiet(): Promise<void> {
    while (wanted()) {
      again = false
      await look().catch((err: unknown) => log.error({ err }, 'old batches could not be deleted'))
    }
  }

  async function look(): Promise<void> {
    const read = known === null ? await options.ended() : []
    known ??= new Map()
    for (const batch of [...read, ...newer.splice(0)]) known.set(batch.batchId, await describe(batch))
    for (const { batchId, why } of chooseDoomed([...known.values()], limits, options.now())) {
      if (closed) return
      if (options.isRead(batchId)) {
        checkWhenFree(batchId)
        continue
      }
      try {
        await options.remove(batchId)
        log.info({ batchId, why }, 'batch deleted by retention')
      } catch (err) {
        if (err instanceof MillraceError && err.code === 'BATCH_NOT_FOUND') known.delete(batchId)
        else log.warn({ batchId, why, err }, 'an old batch could not be deleted')
      }
    }
  }

  function checkWhenFree(batchId: string): void {
    if (waiting.has(batchId)) return
    waiting.add(batchId)
    void options.free(batchId).then(() => {
      waiting.delete(batchId)
      return check()
    })
  }

  async function describe(batch: BatchEnd): Promise<SizedBatch> {
    const { batchId, status, endTime, submitTime } = batch
    return { batchId, status, end: Date.parse(endTime ?? submitTime), bytes: await sizeOf(batch) }
  }

  async function sizeOf(batch: BatchEnd): Promise<number> {
    if (limits.bytes === null) return 0
    try {
      return await options.bytesOf(batch)
    } catch (err) {
      log.warn({ batchId: batch.batchId, err }, 'the size of a batch is not known; retention counts it as none')
      return 0
    }
  }

  return {
    check,
    ended(batch) {
      if (off || closed) return
      newer.push(batch)
      void check()
    },
    gone(batchId) {
      known?.delete(batchId)
    },
    async close() {
      closed = true
      if (timer !== null) clearInterval(timer)
      await looking
    },
  }
}

/**
 * Oldest end first. By size the newest result always stays: nobody would ever see the result of a batch that is larger
 * than the limit. A batch that is read counts as gone, so that no newer one goes in its place.
 */
function chooseDoomed(batches: readonly SizedBatch[], { days, bytes: limit }: RetentionLimits, now: number): Doomed[] {
  const oldestFirst = [...batches].sort((left, right) => left.end - right.end)
  const newest = oldestFirst.findLast(({ status }) => status === 'COMPLETED')
  let total = oldestFirst.reduce((sum, { bytes }) => sum + bytes, 0)
  const doomed: Doomed[] = []
  for (const { batchId, end, bytes } of oldestFirst) {
    if (days !== null && now - end > days * DAY_MS) {
      doomed.push({ batchId, why: `it ended more than ${days} days ago (pipeline.batch.retention-days)` })
      total -= bytes
    } else if (limit !== null && total > limit && bytes > 0 && batchId !== newest?.batchId) {
      const why = `all results take ${total} bytes, more than ${limit} (pipeline.batch.retention-bytes); this one ${bytes}`
      doomed.push({ batchId, why })
      total -= bytes
    }
  }
  return doomed
}
