import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  BATCH_ID,
  type BatchAccepted,
  type BatchProgress,
  type BatchRecord,
  type BatchRequest,
  type EngineKind,
} from '../../shared/batch'
import { messageOf, MillraceError } from '../../shared/errors'
import { momentOf } from '../../shared/scalars'
import type { BatchOperations } from '../../shared/engine'
import { toFileError } from '../durable'
import { failpoint } from '../failpoint'
import type { Lake, Snapshot } from '../lake/ports'
import { refuseForeignFolder } from '../lake/foreign-folder'
import type { ScanPort } from '../lake/scan'
import type { Logger } from '../log/logger'
import { createDeletion } from './deletion'
import { createEndWatch } from './end-watch'
import { estimateBatch } from './estimate'
import { readFigures, writeFigures } from './figures-file'
import { parseFilters } from './filters'
import { NO_REMOTE, REMOTE_FOLDER, runJob } from './job'
import { pinBatch } from './pin'
import { checkSource, SOURCE_SETTING } from './plan'
import type { BatchEngine, RemoteEngine } from './ports'
import { createResultOperations } from './result-operations'
import { holdWhatIsRead, ResultReaders } from './result-readers'
import { createResults, rawPath } from './results'
import { openRetention, type RetentionLimits } from './retention'
import type { RegistryStore, StoredBatch } from './stores'

export interface BatchManagerOptions {
  readonly lake: Lake
  readonly parquet: ScanPort
  /** Absolute folders. */
  readonly sourcePath: string
  readonly batchBasePath: string
  readonly lakeFolders: readonly string[]
  readonly tempDir: string
  readonly engine: BatchEngine
  /** The cluster, where one is configured. */
  readonly remote: RemoteEngine | null
  /** What runs a batch that does not say. */
  readonly engineKind: EngineKind
  readonly registry: RegistryStore
  /** Batches at once (decision 20). */
  readonly threadPoolSize: number
  /** When ended batches are deleted. */
  readonly retention: RetentionLimits
  readonly maxPageSize: number
  /** Bytes that the worker may use. */
  readonly memoryLimit: number
  /** DuckDB threads of a job that starts now. */
  readonly threads: () => number
  /** Where a batch is; null: it ended. */
  readonly onPhase?: (batchId: string, progress: BatchProgress | null) => void
  readonly log: Logger
  /** A batch was submitted, went on or ended; null: it was deleted. */
  readonly onChange?: (batchId: string, record: BatchRecord | null) => void
  readonly now?: () => number
}

export interface BatchManager extends BatchOperations {
  /** How many batches are in each state. */
  countByState(): Promise<ReadonlyMap<string, number>>
  /** Batches completed since the start, by engine. */
  readonly completed: Readonly<Record<EngineKind, number>>
  /** Finishes what can be finished in `graceMs`, the rest ends as FAILED. */
  close(graceMs: number): Promise<void>
}

interface Running {
  readonly stop: AbortController
  readonly done: Promise<void>
  progress: BatchProgress
}

const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED']
const CANCEL_WAIT_MS = 2000
const STOPPED_BEFORE = 'Millrace was stopped before this batch ran.'

export async function openBatchManager(options: BatchManagerOptions): Promise<BatchManager> {
  const { lake, engine, batchBasePath, log } = options
  const registry: RegistryStore = {
    ...options.registry,
    async put(record) {
      await options.registry.put(record)
      options.onChange?.(record.batchId, live(record))
      if (!hasEnded(record)) return
      ends.ended(record.batchId)
      retention.ended(record)
    },
    async remove(batchId) {
      await options.registry.remove(batchId)
      options.onChange?.(batchId, null)
      ends.ended(batchId)
      retention.gone(batchId)
    },
  }
  const ends = createEndWatch()
  const now = options.now ?? Date.now
  const results = createResults({ lake, engine, batchBasePath, tempDir: options.tempDir })
  const queue: string[] = []
  const running = new Map<string, Running>()
  const submitting = new Set<Promise<BatchAccepted>>()
  /** Lets go of the files of a batch, by its id. */
  const pins = new Map<string, () => void>()
  const completed: Record<EngineKind, number> = { duckdb: 0, spark: 0 }
  let closing = false
  const readers = new ResultReaders()
  const deletion = createDeletion({
    registry,
    readers,
    batchBasePath,
    forget(batchId) {
      results.forget(batchId)
      engine.forget(batchId)
    },
    log,
  })
  const retention = openRetention({
    limits: options.retention,
    ended: () => registry.ends(ENDED),
    bytesOf: (batch) => results.bytes(batch),
    isRead: (batchId) => readers.isRead(batchId),
    free: (batchId) => readers.free(batchId),
    remove,
    now,
    log,
  })

  await recover()
  // Nobody waits for it: old batches must not hold up the start.
  void retention.check()

  function submit(request: BatchRequest): Promise<BatchAccepted> {
    const accepted = accept(request)
    submitting.add(accepted)
    const forget = () => submitting.delete(accepted)
    accepted.then(forget, forget)
    return accepted
  }

  /** It may have changed since it was last looked at. */
  function isClosing(): boolean {
    return closing
  }

  async function accept(request: BatchRequest): Promise<BatchAccepted> {
    if (closing) throw new MillraceError('SERVICE_UNAVAILABLE', 'Millrace is stopping.')
    const engineKind = request.engine ?? options.engineKind
    if (engineKind === 'spark' && options.remote === null)
      throw new MillraceError('INVALID_REQUEST', `engine: ${NO_REMOTE}`)
    const snapshot = await findSource(request)
    parseFilters(request.filters ?? {}, snapshot?.schema ?? [])
    const batchId = await newId(request.startDate)
    if (snapshot !== null) pins.set(batchId, await pinBatch(lake.table(options.sourcePath), snapshot, request))
    const record: StoredBatch = {
      batchId,
      status: 'PENDING',
      analysisType: request.analysisType,
      engine: engineKind,
      sourcePath: options.sourcePath,
      startDate: request.startDate,
      endDate: request.endDate,
      ...(request.filters === undefined ? {} : { filters: request.filters }),
      ...(snapshot === null ? {} : { tableVersion: snapshot.version }),
      submitTime: new Date(now()).toISOString(),
    }
    try {
      await registry.put(record)
    } catch (error) {
      unpin(batchId)
      throw error
    }
    failpoint('batch:after-submit')
    if (isClosing()) {
      await end(record, new Error(STOPPED_BEFORE), new AbortController().signal)
      unpin(batchId)
      throw new MillraceError('SERVICE_UNAVAILABLE', 'Millrace is stopping.')
    }
    log.info(
      { batchId, analysisType: record.analysisType, engine, tableVersion: record.tableVersion },
      'batch submitted',
    )
    queue.push(batchId)
    pump()
    const { status, tableVersion } = record
    return { batchId, status, ...(tableVersion === undefined ? {} : { tableVersion }) }
  }

  function unpin(batchId: string): void {
    pins.get(batchId)?.()
    pins.delete(batchId)
  }

  /** What the batch reads, fit for it (decision 32); null where there is no table yet. */
  async function findSource(request: BatchRequest): Promise<Snapshot | null> {
    const snapshot = await pinVersion(request)
    if (snapshot === null) await refuseForeignFolder(options.sourcePath, SOURCE_SETTING)
    else checkSource(snapshot)
    return snapshot
  }

  /** The version that the batch reads, whatever is committed after its submit (decision 12). */
  async function pinVersion({ tableVersion, asOf }: BatchRequest): Promise<Snapshot | null> {
    const table = lake.table(options.sourcePath)
    try {
      if (asOf === undefined) return await table.snapshot(tableVersion)
      const version = await table.versionAt(momentOf(asOf))
      if (version === null)
        throw new MillraceError('INVALID_REQUEST', `asOf: the table has no version at or before ${asOf}.`)
      return await table.snapshot(version)
    } catch (error) {
      if (error instanceof MillraceError && error.code === 'VERSION_NOT_FOUND') {
        const field = asOf === undefined ? 'tableVersion' : 'asOf'
        throw new MillraceError('INVALID_REQUEST', `${field}: ${error.message}`, { cause: error })
      }
      throw error
    }
  }

  async function newId(startDate: string): Promise<string> {
    for (;;) {
      const id = `batch-${startDate.replaceAll('-', '')}-${randomBytes(4).toString('hex')}`
      if ((await registry.get(id)) === null) return id
    }
  }

  function pump(): void {
    while (!closing && running.size < options.threadPoolSize) {
      const batchId = queue.shift()
      if (batchId === undefined) return
      const stop = new AbortController()
      const entry: { -readonly [K in keyof Running]: Running[K] } = {
        stop,
        done: Promise.resolve(),
        progress: { phase: 'plan' },
      }
      running.set(batchId, entry)
      entry.done = execute(batchId, entry)
        // A registry that cannot be read ends no process: the stream goes on, and the next start ends the record.
        .catch((error: unknown) => log.error({ batchId, err: error }, 'a batch could not be begun'))
        .finally(() => {
          running.delete(batchId)
          unpin(batchId)
          pump()
        })
    }
  }

  /** Always ends the record: COMPLETED, FAILED or CANCELLED (reliability rule 7). */
  async function execute(batchId: string, entry: Running): Promise<void> {
    const pending = await registry.get(batchId)
    if (pending?.status !== 'PENDING') return
    const startedAt = now()
    const batch: StoredBatch = { ...pending, status: 'RUNNING', startTime: new Date(startedAt).toISOString() }
    // Durable before the end is; the work does not wait for it. A crash ends a PENDING batch as it ends a running one.
    const recorded = registry.put(batch)
    recorded.catch(() => undefined)
    try {
      log.info({ batchId }, 'batch running')
      const { rowCount, figures } = await runJob({
        lake,
        parquet: options.parquet,
        engine,
        remote: options.remote,
        batchBasePath,
        lakeFolders: options.lakeFolders,
        tempDir: options.tempDir,
        batch,
        threads: options.threads(),
        startedAt,
        onProgress(progress) {
          entry.progress = progress
          options.onChange?.(batchId, live(batch))
          options.onPhase?.(batchId, progress)
        },
        signal: entry.stop.signal,
        // Nobody who reads COMPLETED may still find the source held: the results are files of their own by now.
      }).finally(() => unpin(batchId))
      const done: StoredBatch = {
        ...batch,
        status: 'COMPLETED',
        endTime: new Date(now()).toISOString(),
        rowCount,
        deltaRawPath: rawPath(batchBasePath, batchId),
        deltaAggPath: join(batchBasePath, batchId, 'aggregated'),
      }
      // Its last phase ends when it ends, not when that is written down.
      options.onPhase?.(batchId, null)
      await writeFigures(join(batchBasePath, batchId), figures).catch((err: unknown) =>
        log.warn({ batchId, err }, 'the figures of a batch could not be kept'),
      )
      await recorded
      failpoint('batch:before-completed')
      await registry.put(done)
      failpoint('batch:after-completed')
      completed[batch.engine ?? 'duckdb']++
      log.info({ batchId, rowCount, ms: now() - startedAt }, 'batch completed')
    } catch (error) {
      await recorded.catch(() => undefined)
      await end(batch, error, entry.stop.signal)
    } finally {
      options.onPhase?.(batchId, null)
    }
  }

  async function end(batch: StoredBatch, error: unknown, signal: AbortSignal): Promise<void> {
    const stopped = signal.reason instanceof MillraceError && signal.reason.code === 'SERVICE_UNAVAILABLE'
    const cancelled = signal.aborted && !stopped
    await rm(join(batchBasePath, batch.batchId), { recursive: true, force: true }).catch((cause: unknown) =>
      log.warn({ batchId: batch.batchId, err: cause }, 'files of an unfinished batch could not be removed'),
    )
    failpoint('batch:after-cleanup')
    const cause = stopped ? signal.reason : toFileError(error, 'A file of the batch')
    const errorMessage = messageOf(cause)
    try {
      await registry.put({
        ...batch,
        status: cancelled ? 'CANCELLED' : 'FAILED',
        endTime: new Date(now()).toISOString(),
        ...(cancelled ? {} : { errorMessage }),
      })
    } catch (cause) {
      // The next start finds it RUNNING and ends it.
      log.error({ batchId: batch.batchId, err: cause }, 'the end of a batch could not be recorded')
    }
    if (cancelled) log.info({ batchId: batch.batchId }, 'batch cancelled')
    else log.error({ batchId: batch.batchId, err: error }, 'batch failed')
  }

  async function find(batchId: string): Promise<StoredBatch> {
    const record = BATCH_ID.test(batchId) ? await registry.get(batchId) : null
    if (record === null) throw new MillraceError('BATCH_NOT_FOUND', `No batch job found with ID: ${batchId}`)
    return record
  }

  async function findCompleted(batchId: string): Promise<StoredBatch> {
    const record = await find(batchId)
    if (record.status !== 'COMPLETED') {
      throw new MillraceError('BATCH_NOT_READY', `Batch not completed. Current status: ${record.status}`, {
        details: { status: record.status },
      })
    }
    return record
  }

  async function remove(batchId: string): Promise<void> {
    const record = await find(batchId)
    if (!hasEnded(record)) {
      throw new MillraceError('BATCH_RUNNING', `Batch ${batchId} is ${record.status}. Cancel it first.`)
    }
    await deletion.remove(batchId)
  }

  function live(record: StoredBatch): BatchRecord {
    const position = queue.indexOf(record.batchId)
    const progress = running.get(record.batchId)?.progress
    return {
      ...record,
      ...(record.status === 'PENDING' && position >= 0 ? { queuePosition: position + 1 } : {}),
      ...(record.status === 'RUNNING' && progress !== undefined ? { progress } : {}),
    }
  }

  return {
    submit,
    completed,
    async record(batchId) {
      return live(await find(batchId))
    },
    async wait(batchId, waitMs, signal) {
      const end = ends.begin(batchId, waitMs, signal)
      try {
        if (!hasEnded(await find(batchId))) await end.over
      } finally {
        end.cancel()
      }
      return live(await find(batchId))
    },
    async list(query) {
      const { total, records } = await registry.list(query)
      return { total, returned: records.length, batches: records.map(live) }
    },
    countByState: () => registry.countByState(),
    async cancel(batchId) {
      const record = await find(batchId)
      const position = queue.indexOf(batchId)
      const job = running.get(batchId)
      if (position >= 0) {
        queue.splice(position, 1)
        unpin(batchId)
        await registry.put({ ...record, status: 'CANCELLED', endTime: new Date(now()).toISOString() })
      } else if (job === undefined) {
        throw new MillraceError('BATCH_FINISHED', `Batch ${batchId} has already ended: ${record.status}.`)
      } else {
        job.stop.abort(new MillraceError('BATCH_CANCELLED', 'The batch was cancelled.'))
        await Promise.race([job.done, new Promise((resolve) => setTimeout(resolve, CANCEL_WAIT_MS))])
      }
      const { status } = await find(batchId)
      return { batchId, status }
    },
    remove,
    estimate: async (request) => estimateBatch(request, await findSource(request)),
    ...holdWhatIsRead(
      createResultOperations({
        findCompleted,
        results,
        maxPageSize: options.maxPageSize,
        engine,
        remote: options.remote,
        async snapshotOf({ sourcePath, tableVersion }) {
          return lake
            .table(sourcePath)
            .snapshot(tableVersion)
            .catch(() => null)
        },
        figuresOf: async (batchId) =>
          (await readFigures(join(batchBasePath, batchId))) ?? (await registry.oldFigures(batchId)),
        memoryLimit: options.memoryLimit,
      }),
      readers,
    ),
    async close(graceMs) {
      closing = true
      await retention.close()
      for (const batchId of queue.splice(0)) {
        const record = await registry.get(batchId)
        if (record !== null) await end(record, new Error(STOPPED_BEFORE), new AbortController().signal)
      }
      // Those that passed the door before it closed end by themselves; the registry must still be there.
      await Promise.allSettled(submitting)
      const all = Promise.all([...running.values()].map((job) => job.done))
      const timer = setTimeout(() => {
        for (const job of running.values())
          job.stop.abort(new MillraceError('SERVICE_UNAVAILABLE', 'Millrace was stopped while this batch ran.'))
      }, graceMs)
      await all
      clearTimeout(timer)
      await deletion.close()
    },
  }

  /** What a crash left behind: unfinished batches are FAILED (decision 14), half-deleted ones are deleted. */
  async function recover(): Promise<void> {
    const unfinished = await registry.inStates(['PENDING', 'RUNNING'])
    const onCluster = unfinished.filter(({ engine, status }) => engine === 'spark' && status === 'RUNNING')
    // Nobody waits for it: a cluster that is away must not hold up the start.
    if (onCluster.length > 0) void options.remote?.abandon(onCluster.map(({ batchId }) => batchId))
    await rm(join(options.tempDir, REMOTE_FOLDER), { recursive: true, force: true })
    for (const record of unfinished) {
      const doing = record.status === 'RUNNING' ? 'while this batch ran' : 'before this batch ran'
      await end(record, new Error(`Millrace ended unexpectedly ${doing}. Run it again.`), new AbortController().signal)
    }
    await deletion.recover()
  }
}

function hasEnded({ status }: StoredBatch): boolean {
  return status !== 'PENDING' && status !== 'RUNNING'
}
