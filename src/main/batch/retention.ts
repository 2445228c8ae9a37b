import { atOnce } from '../../shared/at-once'
import type { RetentionPreview, RetentionQuery } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import { isoTime } from '../../shared/scalars'
import type { Logger } from '../log/logger'
import { chooseDoomed, whyOf, type Doomed, type RetentionLimits, type SizedBatch } from './retention-choice'
import type { BatchEnd } from './stores'

export interface RetentionOptions {
  readonly limits: RetentionLimits
  /** Batches that have ended; asked once, and for each preview. */
  readonly ended: () => Promise<readonly BatchEnd[]>
  /** Bytes of the files of a batch whose record does not say it, by the logs of its own tables. */
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
  /** What would go now, whether retention is on or not: by the limits that are given, else by its own. */
  preview(query: RetentionQuery, signal?: AbortSignal): Promise<RetentionPreview>
  /** A batch has ended: looks whether something must go now. */
  ended(batch: BatchEnd): void
  /** A batch was deleted, by whomever. */
  gone(batchId: string): void
  /** Looks now, or once more after the look under way. */
  check(): Promise<void>
  close(): Promise<void>
}

const LOOK_MS = 3_600_000
/** Batches whose logs are read at a time. */
const MEASURED_AT_ONCE = 16

/** Deletes ended batches by age and size; it looks after each end, and once an hour. */
export function openRetention(options: RetentionOptions): Retention {
  const { limits, log } = options
  /** Read once and kept up: there may be tens of thousands, and results do not change. Null before the first look. */
  let known: Map<string, SizedBatch> | null = null
  /** Of batches whose record does not say it: those of older versions. */
  const measured = new Map<string, number>()
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
    for (const batch of [...read, ...newer.splice(0)])
      known.set(batch.batchId, toSized(batch, limits.bytes === null ? 0 : await sizeOf(batch)))
    for (const doomed of chooseDoomed([...known.values()], limits, options.now())) {
      if (closed) return
      const { batchId } = doomed.batch
      const why = whyOf(doomed, limits)
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

  async function sizeOf(batch: BatchEnd): Promise<number> {
    const { batchId, bytes } = batch
    const size = bytes ?? measured.get(batchId)
    if (size !== undefined) return size
    try {
      const read = await options.bytesOf(batch)
      measured.set(batchId, read)
      return read
    } catch (err) {
      log.warn({ batchId, err }, 'the size of a batch is not known; retention counts it as none')
      return 0
    }
  }

  async function preview(query: RetentionQuery, signal?: AbortSignal): Promise<RetentionPreview> {
    const { days = limits.days, bytes = limits.bytes, offset, limit } = query
    const ended = days === null && bytes === null ? [] : await options.ended()
    const unsized = ended.filter((batch) => batch.bytes === undefined && !measured.has(batch.batchId))
    await atOnce(MEASURED_AT_ONCE, unsized, async (batch) => {
      signal?.throwIfAborted()
      await sizeOf(batch)
    })
    const sized = ended.map((batch) => toSized(batch, batch.bytes ?? measured.get(batch.batchId) ?? 0))
    const doomed = chooseDoomed(sized, { days, bytes }, options.now())
    const batches = doomed.slice(offset, offset + limit).map(toPreviewed)
    const total = { batches: doomed.length, bytes: doomed.reduce((sum, { batch }) => sum + batch.bytes, 0) }
    return { days, bytes, total, returned: batches.length, batches }
  }

  return {
    check,
    preview,
    ended(batch) {
      if (off || closed) return
      newer.push(batch)
      void check()
    },
    gone(batchId) {
      known?.delete(batchId)
      measured.delete(batchId)
    },
    async close() {
      closed = true
      if (timer !== null) clearInterval(timer)
      await looking
    },
  }
}

function toSized({ batchId, status, analysisType, endTime, submitTime }: BatchEnd, bytes: number): SizedBatch {
  return { batchId, status, analysisType, end: Date.parse(endTime ?? submitTime), bytes }
}

function toPreviewed({ batch: { end, ...batch }, reason }: Doomed): RetentionPreview['batches'][number] {
  return { ...batch, endTime: isoTime(end), reason }
}
