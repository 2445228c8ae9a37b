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
import { MillraceError } from '../../shared/errors'
import type { BatchOperations, LakeOperations, TableRowsOperations } from '../../shared/engine'
import { failpoint } from '../failpoint'
import type { Lake } from '../lake/ports'
import type { ScanPort } from '../lake/scan'
import type { Logger } from '../log/logger'
import { withinTime } from '../wait'
import { createDeletion } from './deletion'
import { createEndWatch } from './end-watch'
import { estimateBatch } from './estimate'
import { createExecution } from './execution'
import { readFigures } from './figures-file'
import { parseFilters } from './filters'
import { NO_REMOTE, REMOTE_FOLDER } from './job'
import { pinBatch } from './pin'
import type { BatchEngine, RemoteEngine } from './ports'
import { createBatchQueue } from './queue'
import { createResultOperations } from './result-operations'
import { holdTablesThatAreRead, holdWhatIsRead, ResultReaders } from './result-readers'
import { createResults } from './results'
import { openRetention } from './retention'
import type { RetentionLimits } from './retention-choice'
import { findSource } from './source'
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
  /** The same tables by name; who reads one of a batch keeps its files from being deleted. */
  holdTables(lake: LakeOperations & TableRowsOperations): LakeOperations & TableRowsOperations
  /** How many batches are in each state. */
  countByState(): Promise<ReadonlyMap<string, number>>
  /** Batches completed since the start, by engine. */
  readonly completed: Readonly<Record<EngineKind, number>>
  /** Finishes what can be finished in `graceMs`, the rest ends as FAILED. */
  close(graceMs: number): Promise<void>
}

const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED']
const CANCEL_WAIT_MS = 2000
const STOPPED_BEFORE = 'Millrace was stopped before this batch ran.'

/** Opens queue, results and history of batches; what a crash left behind is ended first (decision 14). */
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

  const execution = createExecution({
    ...options,
    registry,
    bytesOf: (batch) => results.bytes(batch),
    unpin,
    onProgress(batch, progress) {
      options.onChange?.(batch.batchId, live(batch))
      options.onPhase?.(batch.batchId, progress)
    },
    onOver: (batchId) => options.onPhase?.(batchId, null),
    onCompleted(batch) {
      completed[batch.engine ?? 'duckdb']++
    },
    log,
    now,
  })
  const queue = createBatchQueue({
    size: options.threadPoolSize,
    run: (batchId, running) => execution.run(batchId, running),
    onEnd: unpin,
    log,
  })
  const source = lake.table(options.sourcePath)

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
    const snapshot = await findSource(source, request)
    parseFilters(request.filters ?? {}, snapshot?.schema ?? [])
    const batchId = await newId(request.startDate)
    if (snapshot !== null) pins.set(batchId, await pinBatch(source, snapshot, request))
    const facts = {
      batchId,
      status: 'PENDING',
      analysisType: request.analysisType,
      engine: engineKind,
      sourcePath: options.sourcePath,
      startDate: request.startDate,
      endDate: request.endDate,
      ...(request.filters === undefined ? {} : { filters: request.filters }),
      ...(snapshot === null ? {} : { tableVersion: snapshot.version }),
    } as const
    try {
      await queue.enter(batchId, () => keep({ ...facts, submitTime: new Date(now()).toISOString() }))
    } catch (error) {
      unpin(batchId)
      throw error
    }
    return { batchId, status: 'PENDING', ...(snapshot === null ? {} : { tableVersion: snapshot.version }) }
  }

  async function keep(record: StoredBatch): Promise<void> {
    await registry.put(record)
    failpoint('batch:after-submit')
    if (isClosing()) {
      await execution.end(record, new Error(STOPPED_BEFORE))
      throw new MillraceError('SERVICE_UNAVAILABLE', 'Millrace is stopping.')
    }
    const { batchId, analysisType, engine: engineKind, tableVersion } = record
    log.info({ batchId, analysisType, engine: engineKind, tableVersion }, 'batch submitted')
  }

  function unpin(batchId: string): void {
    pins.get(batchId)?.()
    pins.delete(batchId)
  }

  async function newId(startDate: string): Promise<string> {
    for (;;) {
      const id = `batch-${startDate.replaceAll('-', '')}-${randomBytes(4).toString('hex')}`
      if ((await registry.get(id)) === null) return id
    }
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
    const position = queue.position(record.batchId)
    const progress = queue.running(record.batchId)?.progress
    return {
      ...record,
      ...(record.status === 'PENDING' && position !== null ? { queuePosition: position } : {}),
      ...(record.status === 'RUNNING' && progress !== undefined ? { progress } : {}),
    }
  }

  return {
    submit,
    completed,
    holdTables: (tables) => holdTablesThatAreRead(tables, readers, (batchId) => deletion.isDeleted(batchId)),
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
      const job = queue.running(batchId)
      if (queue.withdraw(batchId)) {
        unpin(batchId)
        await registry.put({ ...record, status: 'CANCELLED', endTime: new Date(now()).toISOString() })
      } else if (job === null) {
        throw new MillraceError('BATCH_FINISHED', `Batch ${batchId} has already ended: ${record.status}.`)
      } else {
        job.stop.abort(new MillraceError('BATCH_CANCELLED', 'The batch was cancelled.'))
        await withinTime(job.done, CANCEL_WAIT_MS)
      }
      const { status } = await find(batchId)
      return { batchId, status }
    },
    remove,
    retention: (query, signal) => retention.preview(query, signal),
    estimate: async (request) => estimateBatch(request, await findSource(source, request)),
    ...holdWhatIsRead(
      createResultOperations({
        findCompleted,
        results,
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
      queue.close()
      await retention.close()
      for (const batchId of queue.takeWaiting()) {
        const record = await registry.get(batchId)
        if (record !== null) await execution.end(record, new Error(STOPPED_BEFORE))
      }
      // Those that passed the door before it closed end by themselves; the registry must still be there.
      await Promise.allSettled(submitting)
      await queue.drain(graceMs, new MillraceError('SERVICE_UNAVAILABLE', 'Millrace was stopped while this batch ran.'))
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
      await execution.end(record, new Error(`Millrace ended unexpectedly ${doing}. Run it again.`))
    }
    await deletion.recover()
  }
}

function hasEnded({ status }: StoredBatch): boolean {
  return status !== 'PENDING' && status !== 'RUNNING'
}
