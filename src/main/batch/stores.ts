import type { BatchListQuery, BatchRecord } from '../../shared/batch'
import type { BatchFigures } from '../../shared/explore'
import type { SavedReport } from '../../shared/report'

/** A batch as the registry keeps it: all but what only lives while it runs. */
export type StoredBatch = Omit<BatchRecord, 'queuePosition' | 'progress'>

/** Every change is durable when the call resolves. */
export interface RegistryStore {
  put(record: StoredBatch): Promise<void>
  /** Of a batch that ran before figures lay beside its tables. */
  oldFigures(batchId: string): Promise<BatchFigures | null>
  get(batchId: string): Promise<StoredBatch | null>
  remove(batchId: string): Promise<void>
  list(query: BatchListQuery): Promise<{ readonly total: number; readonly records: readonly StoredBatch[] }>
  /** How many batches are in each state; none where there are none. */
  countByState(): Promise<ReadonlyMap<string, number>>
  /** Batches in these states, oldest first. */
  inStates(states: readonly string[]): Promise<readonly StoredBatch[]>
  /** Of batches in these states, oldest first. */
  ends(states: readonly string[]): Promise<readonly BatchEnd[]>
}

/** What retention looks at. */
export type BatchEnd = Pick<StoredBatch, 'batchId' | 'status' | 'analysisType' | 'submitTime' | 'endTime' | 'bytes'>

/** A report as it is kept. */
export type StoredReport = Omit<SavedReport, 'nextRun'> & {
  /** Scheduled times up to this one are done with: run, or counted as missed. ISO 8601 UTC. */
  readonly scheduledFrom: string
}

/** Every change is durable when the call resolves. */
export interface ReportStore {
  all(): Promise<readonly StoredReport[]>
  put(report: StoredReport): Promise<void>
  remove(id: string): Promise<void>
}
