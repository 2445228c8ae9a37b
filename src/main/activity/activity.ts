import type { Activity, ActivityEntry, ActivityQuery, ProcessFigures } from '../../shared/activity'
import type { BatchRecord } from '../../shared/batch'
import type { ActivityOperations, BatchOperations } from '../../shared/engine'
import { answerWithin } from '../wait'
import { spanMs, type ActivityRecorder } from './recorder'

export interface ActivityOptions {
  readonly recorder: ActivityRecorder
  readonly batch: Pick<BatchOperations, 'list'>
  /** The files of a completed batch's rows. */
  readonly filesOf: (record: BatchRecord) => Promise<{ readonly bytes: number; readonly files: number } | null>
  readonly main: () => Promise<ProcessFigures>
  readonly worker: () => Promise<ProcessFigures>
  readonly now?: () => number
}

/** The activity, and what it looks at. */
export interface ActivityWithProcesses extends ActivityOperations {
  /** Null: it did not tell within a second. */
  processes(): Promise<{ readonly main: ProcessFigures | null; readonly worker: ProcessFigures | null }>
}

const FIGURES_MS = 1000

/** Both pools on one timeline, and what their processes use. */
export function createActivity(options: ActivityOptions): ActivityWithProcesses {
  const now = options.now ?? Date.now
  /** Of completed batches, which do not change. */
  const sizes = new Map<string, { readonly bytes: number; readonly files: number }>()

  async function describeBatch(record: BatchRecord): Promise<ActivityEntry> {
    const { batchId, submitTime, startTime, endTime, status } = record
    const submitted = Date.parse(submitTime)
    const started = startTime === undefined ? null : Date.parse(startTime)
    const ended = endTime === undefined ? null : Date.parse(endTime)
    const size = await sizeOf(record)
    return {
      kind: 'batch',
      pool: 'batch-pool',
      id: batchId,
      name: record.analysisType,
      state: status,
      startedAt: submitTime,
      endedAt: endTime ?? null,
      ms: spanMs(submitted, ended ?? now()),
      phases: [
        { name: 'wait', detail: null, ms: spanMs(submitted, started ?? ended ?? now()) },
        ...(options.recorder.batch(batchId)?.phases ?? []),
      ],
      version: record.tableVersion ?? null,
      rows: record.rowCount ?? null,
      deadLetters: null,
      bytes: size?.bytes ?? null,
      files: size?.files ?? null,
      error: record.errorMessage ?? null,
    }
  }

  async function sizeOf(record: BatchRecord) {
    if (record.status !== 'COMPLETED') return null
    const known = sizes.get(record.batchId)
    if (known !== undefined) return known
    const size = await options.filesOf(record).catch(() => null)
    // What could not be looked at now may be later.
    if (size === null) return null
    sizes.set(record.batchId, size)
    if (sizes.size > MAX_SIZES) sizes.delete(sizes.keys().next().value ?? '')
    return size
  }

  async function processes() {
    // A process that is too busy to tell, or just starts again, is told as null.
    const figures = [options.main(), options.worker()].map((one) => answerWithin(one, FIGURES_MS))
    const [main = null, worker = null] = await Promise.all(figures)
    return { main, worker }
  }

  return {
    processes,
    async activity({ limit, from = 0 }: ActivityQuery): Promise<Activity> {
      const [{ batches }, { main, worker }] = await Promise.all([options.batch.list({ limit, offset: 0 }), processes()])
      const entries = [...options.recorder.microBatches(), ...(await Promise.all(batches.map(describeBatch)))]
      return {
        now: new Date(now()).toISOString(),
        entries: entries
          .filter(({ endedAt }) => endedAt === null || Date.parse(endedAt) >= from)
          .sort((left, right) => Date.parse(right.startedAt) - Date.parse(left.startedAt))
          .slice(0, limit),
        processes: [
          { name: 'main', pool: 'streaming-pool', figures: main },
          { name: 'worker', pool: 'batch-pool', figures: worker },
        ],
      }
    },
  }
}

const MAX_SIZES = 1000
