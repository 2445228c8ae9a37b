import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BatchProgress } from '../../shared/batch'
import { messageOf, MillraceError } from '../../shared/errors'
import { toFileError } from '../durable'
import { failpoint } from '../failpoint'
import type { Logger } from '../log/logger'
import { writeFigures } from './figures-file'
import { runJob, type JobOptions } from './job'
import type { RunningBatch } from './queue'
import { rawPath } from './results'
import type { RegistryStore, StoredBatch } from './stores'

export interface ExecutionOptions extends Pick<
  JobOptions,
  'lake' | 'parquet' | 'engine' | 'remote' | 'batchBasePath' | 'lakeFolders' | 'tempDir'
> {
  readonly registry: Pick<RegistryStore, 'get' | 'put'>
  /** Threads of a job that starts now. */
  readonly threads: () => number
  /** Bytes of the files of its results. */
  readonly bytesOf: (batch: StoredBatch) => Promise<number>
  /** Lets go of the files of its source. */
  readonly unpin: (batchId: string) => void
  readonly onProgress: (batch: StoredBatch, progress: BatchProgress) => void
  /** Its last phase is over. */
  readonly onOver: (batchId: string) => void
  readonly onCompleted: (batch: StoredBatch) => void
  readonly log: Logger
  /** Epoch ms. */
  readonly now: () => number
}

/** Runs batches of the registry, and ends their records. */
export interface Execution {
  /** Always ends the record: COMPLETED, FAILED or CANCELLED (reliability rule 7). */
  run(batchId: string, running: RunningBatch): Promise<void>
  /** Ends the record of a batch that did not complete; what it wrote goes. @param signal tells a cancel from a fault */
  end(batch: StoredBatch, error: unknown, signal?: AbortSignal): Promise<void>
}

/** Runs one batch at a time for each call; how many at once is the queue's. */
export function createExecution(options: ExecutionOptions): Execution {
  const { registry, batchBasePath, unpin, onProgress, onOver, log, now } = options
  /** Now, or its start where the clock was set back meanwhile. */
  const endOf = ({ startTime }: StoredBatch) =>
    new Date(Math.max(now(), startTime === undefined ? 0 : Date.parse(startTime))).toISOString()

  async function run(batchId: string, running: RunningBatch): Promise<void> {
    const pending = await registry.get(batchId)
    if (pending?.status !== 'PENDING') return
    const startedAt = now()
    const begun = performance.now()
    const batch: StoredBatch = { ...pending, status: 'RUNNING', startTime: new Date(startedAt).toISOString() }
    // Durable before the end is; the work does not wait for it. A crash ends a PENDING batch as it ends a running one.
    const recorded = registry.put(batch)
    recorded.catch(() => undefined)
    try {
      log.info({ batchId }, 'batch running')
      const { rowCount, figures } = await runJob({
        ...options,
        batch,
        threads: options.threads(),
        startedAt,
        onProgress(progress) {
          running.progress = progress
          onProgress(batch, progress)
        },
        signal: running.stop.signal,
        // Nobody who reads COMPLETED may still find the source held: the results are files of their own by now.
      }).finally(() => unpin(batchId))
      const done: StoredBatch = {
        ...batch,
        status: 'COMPLETED',
        endTime: endOf(batch),
        rowCount,
        deltaRawPath: rawPath(batchBasePath, batchId),
        deltaAggPath: join(batchBasePath, batchId, 'aggregated'),
      }
      // Its last phase ends when it ends, not when that is written down.
      onOver(batchId)
      await writeFigures(join(batchBasePath, batchId), figures).catch((err: unknown) =>
        log.warn({ batchId, err }, 'the figures of a batch could not be kept'),
      )
      const sized = { ...done, ...(await sizeOf(done)) }
      await recorded
      failpoint('batch:before-completed')
      await registry.put(sized)
      failpoint('batch:after-completed')
      options.onCompleted(sized)
      log.info({ batchId, rowCount, ms: Math.round(performance.now() - begun) }, 'batch completed')
    } catch (error) {
      await recorded.catch(() => undefined)
      await end(batch, error, running.stop.signal)
    } finally {
      onOver(batchId)
    }
  }

  /** Kept with the record: retention would have to read the logs of all batches else. */
  async function sizeOf(done: StoredBatch): Promise<Pick<StoredBatch, 'bytes'>> {
    try {
      return { bytes: await options.bytesOf(done) }
    } catch (err) {
      log.warn({ batchId: done.batchId, err }, 'the size of a batch could not be read')
      return {}
    }
  }

  async function end(batch: StoredBatch, error: unknown, signal?: AbortSignal): Promise<void> {
    const { batchId } = batch
    const reason: unknown = signal?.reason
    const stopped = reason instanceof MillraceError && reason.code === 'SERVICE_UNAVAILABLE'
    const cancelled = signal?.aborted === true && !stopped
    await rm(join(batchBasePath, batchId), { recursive: true, force: true }).catch((cause: unknown) =>
      log.warn({ batchId, err: cause }, 'files of an unfinished batch could not be removed'),
    )
    failpoint('batch:after-cleanup')
    const errorMessage = messageOf(stopped ? reason : toFileError(error, 'A file of the batch'))
    try {
      await registry.put({
        ...batch,
        status: cancelled ? 'CANCELLED' : 'FAILED',
        endTime: endOf(batch),
        ...(cancelled ? {} : { errorMessage }),
      })
    } catch (cause) {
      // The next start finds it RUNNING and ends it.
      log.error({ batchId, err: cause }, 'the end of a batch could not be recorded')
    }
    if (cancelled) log.info({ batchId }, 'batch cancelled')
    else log.error({ batchId, err: error }, 'batch failed')
  }

  return { run, end }
}
