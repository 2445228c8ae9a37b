import type { ScanPort } from '../lake/scan'
import type { Logger } from '../log/logger'
import type { MicroBatchLimits } from './micro-batch'
import type { MicroBatchWatcher, MicroBatchWriter } from './ports'
import type { AuditReader } from './audit/ports'
import type { DeadLetterStore } from './dead-letters/ports'
import type { QualityReader, QualityStore } from './quality/ports'
import type { StreamReader } from './dashboard/ports'
import type { StreamTables } from './tables'
import type { CommitTurns } from './turns'

/** What every stream of a process is made of: handed down as it is from manager to run to session. */
export interface StreamParts {
  readonly tables: StreamTables
  readonly writer: MicroBatchWriter
  readonly reader: StreamReader
  readonly deadLetters: DeadLetterStore
  readonly parquet: ScanPort
  readonly audit: AuditReader
  readonly quality: { readonly reader: QualityReader; readonly store: QualityStore }
  readonly watcher: MicroBatchWatcher
  readonly limits: MicroBatchLimits
  readonly turns: CommitTurns
  readonly log: Logger
  /** Epoch ms. */
  readonly now: () => number
}
