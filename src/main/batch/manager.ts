import { randomBytes } from 'node:crypto'
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  AnalysisName,
  AnalysisType,
  BatchAccepted,
  BatchProgress,
  BatchRecord,
  BatchRequest,
  Page,
} from '../../shared/batch'
import { ANALYSIS_NAMES } from '../../shared/batch'
import { messageOf, MillraceError } from '../../shared/errors'
import { isErrno } from '../durable'
import type { BatchDoor, PageRequest } from '../engine-port'
import type { Lake, ParquetPort, Snapshot } from '../lake/ports'
import type { Logger } from '../log/logger'
import { parseFilters } from './filters'
import { runJob } from './job'
import type { BatchWorker, RegistryStore, StoredBatch } from './ports'
import { createResults, rawPath } from './results'

export interface BatchManagerOptions {
  readonly lake: Lake
  readonly parquet: Pick<ParquetPort, 'countRows'>
  /** Absolute folders. */
  readonly sourcePath: string
  readonly batchBasePath: string
  readonly tempDir: string
  readonly worker: BatchWorker
  readonly registry: RegistryStore
  /** Batches at once (decision 20). */
  readonly threadPoolSize: number
  readonly maxPageSize: number
  /** DuckDB threads of a job that starts now. */
  readonly threads: () => number
  readonly log: Logger
  readonly now?: () => number
}

export interface BatchManager extends BatchDoor {
  /** Finishes what can be finished in `graceMs`, the rest ends as FAILED. */
  close(graceMs: number): Promise<void>
}

interface Running {
  readonly stop: AbortController
  readonly done: Promise<void>
  progress: BatchProgress
}

const BATCH_ID = /^batch-\d{8}-[0-9a-f]{8}$/
/** Deleted results wait under such a name until their files are gone. */
const DELETED_PREFIX = '.deleted-'
const CANCEL_WAIT_MS = 2000

export async function openBatchManager(options: BatchManagerOptions): Promise<BatchManager> {
  const { lake, registry, worker, batchBasePath, log } = options
  const now = options.now ?? Date.now
  const results = createResults({ lake, worker, batchBasePath, tempDir: options.tempDir })
  const queue: string[] = []
  const running = new Map<string, Running>()
  let closing = false

  await recover()

  async function submit(request: BatchRequest): Promise<BatchAccepted> {
    if (closing) throw new MillraceError('SERVICE_UNAVAILABLE', 'Millrace is stopping.')
    if (request.startDate > request.endDate) {
      throw new MillraceError('INVALID_REQUEST', `startDate ${request.startDate} is after endDate ${request.endDate}.`)
    }
    const snapshot = await pinVersion(request)
    parseFilters(request.filters ?? {}, snapshot?.schema ?? [])
    const record: StoredBatch = {
      batchId: await newId(request.startDate),
      status: 'PENDING',
      analysisType: request.analysisType,
      sourcePath: options.sourcePath,
      startDate: request.startDate,
      endDate: request.endDate,
      ...(request.filters === undefined ? {} : { filters: request.filters }),
      ...(snapshot === null ? {} : { tableVersion: snapshot.version }),
      submitTime: new Date(now()).toISOString(),
    }
    await registry.put(record)
    log.info(
      { batchId: record.batchId, analysisType: record.analysisType, tableVersion: record.tableVersion },
      'batch submitted',
    )
    queue.push(record.batchId)
    pump()
    const { batchId, status, tableVersion } = record
    return { batchId, status, ...(tableVersion === undefined ? {} : { tableVersion }) }
  }

  /** The version that the batch reads, whatever is committed after its submit (decision 12). */
  async function pinVersion({ tableVersion, asOf }: BatchRequest): Promise<Snapshot | null> {
    const table = lake.table(options.sourcePath)
    if (tableVersion !== undefined && asOf !== undefined) {
      throw new MillraceError('INVALID_REQUEST', 'Give tableVersion or asOf, not both.')
    }
    if (asOf !== undefined) {
      const version = await table.versionAt(Date.parse(asOf))
      if (version === null)
        throw new MillraceError('INVALID_REQUEST', `asOf: the table has no version at or before ${asOf}.`)
      return table.snapshot(version)
    }
    try {
      return await table.snapshot(tableVersion)
    } catch (error) {
      if (error instanceof MillraceError && error.code === 'VERSION_NOT_FOUND') {
        throw new MillraceError('INVALID_REQUEST', `tableVersion: ${error.message}`, { cause: error })
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
      entry.done = execute(batchId, entry).finally(() => {
        running.delete(batchId)
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
    try {
      await registry.put(batch)
      log.info({ batchId }, 'batch running')
      const rowCount = await runJob({
        lake,
        parquet: options.parquet,
        worker,
        batchBasePath,
        batch,
        threads: options.threads(),
        startedAt,
        onProgress(progress) {
          entry.progress = progress
        },
        signal: entry.stop.signal,
      })
      const done: StoredBatch = {
        ...batch,
        status: 'COMPLETED',
        endTime: new Date(now()).toISOString(),
        rowCount,
        deltaRawPath: rawPath(batchBasePath, batchId),
        deltaAggPath: join(batchBasePath, batchId, 'aggregated'),
      }
      await registry.put(done)
      log.info({ batchId, rowCount, ms: now() - startedAt }, 'batch completed')
    } catch (error) {
      await end(batch, error, entry.stop.signal)
    }
  }

  async function end(batch: StoredBatch, error: unknown, signal: AbortSignal): Promise<void> {
    const stopped = signal.reason instanceof MillraceError && signal.reason.code === 'SERVICE_UNAVAILABLE'
    const cancelled = signal.aborted && !stopped
    await rm(join(batchBasePath, batch.batchId), { recursive: true, force: true }).catch((cause: unknown) =>
      log.warn({ batchId: batch.batchId, err: cause }, 'files of an unfinished batch could not be removed'),
    )
    const errorMessage = stopped ? messageOf(signal.reason) : messageOf(error)
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

  function live(record: StoredBatch): BatchRecord {
    const position = queue.indexOf(record.batchId)
    const progress = running.get(record.batchId)?.progress
    return {
      ...record,
      ...(record.status === 'PENDING' && position >= 0 ? { queuePosition: position + 1 } : {}),
      ...(record.status === 'RUNNING' && progress !== undefined ? { progress } : {}),
    }
  }

  function toPage({ limit, offset }: PageRequest, returned: number, total: number): Page {
    return { limit, offset, returned, hasMore: offset + limit < total }
  }

  function clamp(page: PageRequest): PageRequest {
    return { offset: page.offset, limit: Math.min(page.limit, options.maxPageSize) }
  }

  return {
    submit,
    async record(batchId) {
      return live(await find(batchId))
    },
    async list(query) {
      const { total, records } = await registry.list(query)
      return { total, returned: records.length, batches: records.map(live) }
    },
    async cancel(batchId) {
      const record = await find(batchId)
      const position = queue.indexOf(batchId)
      const job = running.get(batchId)
      if (position >= 0) {
        queue.splice(position, 1)
        await registry.put({ ...record, status: 'CANCELLED', endTime: new Date(now()).toISOString() })
      } else if (job === undefined) {
        throw new MillraceError('BATCH_FINISHED', `Batch ${batchId} has already ended: ${record.status}.`, {
          details: { status: record.status },
        })
      } else {
        job.stop.abort(new MillraceError('BATCH_CANCELLED', 'The batch was cancelled.'))
        await Promise.race([job.done, new Promise((resolve) => setTimeout(resolve, CANCEL_WAIT_MS))])
      }
      const { status, tableVersion } = await find(batchId)
      return { batchId, status, ...(tableVersion === undefined ? {} : { tableVersion }) }
    },
    async remove(batchId) {
      const record = await find(batchId)
      if (record.status === 'PENDING' || record.status === 'RUNNING') {
        throw new MillraceError('BATCH_RUNNING', `Batch ${batchId} is ${record.status}. Cancel it first.`, {
          details: { status: record.status },
        })
      }
      results.forget(batchId)
      await setAside(batchId)
      await registry.remove(batchId)
      await rm(join(batchBasePath, DELETED_PREFIX + batchId), { recursive: true, force: true })
      log.info({ batchId }, 'batch deleted')
    },
    async raw(batchId, request, signal) {
      const record = await findCompleted(batchId)
      const page = clamp(request)
      const data = await results.raw(record, page.offset, page.limit, signal)
      const rowCount = record.rowCount ?? 0
      return { batchId, status: 'COMPLETED', rowCount, page: toPage(page, data.length, rowCount), data: [...data] }
    },
    async aggregated(batchId, analysis, request, signal) {
      const record = await findCompleted(batchId)
      const page = clamp(request)
      const read = async (name: AnalysisName) => {
        const { total, rows } = await results.aggregated(record, name, page.offset, page.limit, signal)
        return { page: toPage(page, rows.length, total), data: [...rows] }
      }
      const name = chosenAnalysis(record.analysisType, analysis)
      if (name !== null) return { batchId, analysisType: name, ...(await read(name)) }
      const analyses = await Promise.all(ANALYSIS_NAMES.map(async (one) => [one, await read(one)] as const))
      return { batchId, analysisType: 'full_report', analyses: Object.fromEntries(analyses) }
    },
    async exportRaw(batchId, format, signal) {
      return results.exportRaw(await findCompleted(batchId), format, signal)
    },
    async exportAggregated(batchId, analysis, format, signal) {
      const record = await findCompleted(batchId)
      const name = chosenAnalysis(record.analysisType, analysis)
      if (name === null) {
        throw new MillraceError(
          'INVALID_REQUEST',
          `analysis: name one analysis of the full report to export: ${ANALYSIS_NAMES.join(', ')}.`,
        )
      }
      return results.exportAggregated(record, name, format, signal)
    },
    async close(graceMs) {
      closing = true
      for (const batchId of queue.splice(0)) {
        const record = await registry.get(batchId)
        if (record !== null)
          await end(record, new Error('Millrace was stopped before this batch ran.'), new AbortController().signal)
      }
      const all = Promise.all([...running.values()].map((job) => job.done))
      const timer = setTimeout(() => {
        for (const job of running.values())
          job.stop.abort(new MillraceError('SERVICE_UNAVAILABLE', 'Millrace was stopped while this batch ran.'))
      }, graceMs)
      await all
      clearTimeout(timer)
    },
  }

  /** What a crash left behind: unfinished batches are FAILED (decision 14), half-deleted ones are deleted. */
  async function recover(): Promise<void> {
    for (const record of await registry.inStates(['PENDING', 'RUNNING'])) {
      const doing = record.status === 'RUNNING' ? 'while this batch ran' : 'before this batch ran'
      await end(record, new Error(`Millrace ended unexpectedly ${doing}. Run it again.`), new AbortController().signal)
    }
    for (const name of await namesIn(batchBasePath)) {
      if (!name.startsWith(DELETED_PREFIX)) continue
      await registry.remove(name.slice(DELETED_PREFIX.length))
      await rm(join(batchBasePath, name), { recursive: true, force: true })
    }
  }

  async function setAside(batchId: string): Promise<void> {
    try {
      await rename(join(batchBasePath, batchId), join(batchBasePath, DELETED_PREFIX + batchId))
    } catch (error) {
      if (!isErrno(error, 'ENOENT')) throw error
    }
  }
}

/** Decision 15: null is all of a full report. */
function chosenAnalysis(type: AnalysisType, asked: AnalysisName | null): AnalysisName | null {
  if (type === 'full_report') return asked
  if (asked !== null && asked !== type) {
    throw new MillraceError('INVALID_REQUEST', `analysis: this batch holds ${type}, not ${asked}.`)
  }
  return type
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return []
    throw error
  }
}
