import { z } from 'zod'
import { AUDIT_DIFFERENCES, StreamAudit } from './audit'
import { Duration, IsoTime } from './scalars'

/** Of a batch's snapshot and its result; of a full report one an analysis. */
const BATCH_TABLE = /^batch-\d{8}-[0-9a-f]{8}\/(raw|aggregated)(?:\/[a-z_]+)?$/
const STREAM_TABLES: ReadonlySet<string> = new Set(['transactions', 'dead_letters', 'stream_aggregations'])
export const TABLE_NAME_WORDS = 'transactions, dead_letters, stream_aggregations, BATCHID/raw, BATCHID/aggregated'

/** A batch's result is written once and stays as it is. */
export function isBatchTable(name: string): boolean {
  return BATCH_TABLE.test(name)
}

/** True for a name that a table may have, whether it is there or not (decision 35). */
export function isTableName(name: string): boolean {
  return STREAM_TABLES.has(name) || isBatchTable(name)
}

/** What a table takes at its newest version. */
export const TableSummary = z
  .object({
    name: z.string(),
    path: z.string(),
    version: z.int(),
    committedAt: IsoTime,
    rows: z.int().nullable().describe('From statistics; null where a file has none.'),
    files: z.int(),
    bytes: z.int(),
    smallFiles: z.int().describe('Files under 16 MiB.'),
    compactableFiles: z.int().describe('Files that a compaction would rewrite now.'),
    removedFiles: z.int().describe('Files that are no longer live and wait for vacuum.'),
    removedBytes: z.int(),
    dates: z
      .object({ from: z.string(), to: z.string() })
      .nullable()
      .describe('First and last date; null where the table is not partitioned by one, or empty.'),
    partitionColumns: z.array(z.string()),
    minReaderVersion: z.int(),
    minWriterVersion: z.int(),
    lastCheckpoint: z.int().nullable(),
    millraceOwned: z.boolean().describe('False for a table that another writer created.'),
  })
  .meta({ id: 'TableSummary' })
export type TableSummary = z.infer<typeof TableSummary>

/** Size and shape of a table at its newest version. */
export const TableInfo = TableSummary.extend({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
}).meta({ id: 'TableInfo' })
export type TableInfo = z.infer<typeof TableInfo>

/** The stream's tables first, then those of batches by name. */
export const TableList = z
  .object({
    total: z.int(),
    returned: z.int(),
    tables: z.array(TableSummary),
    unreadable: z
      .array(z.object({ name: z.string(), error: z.string(), message: z.string() }))
      .describe('Tables that are there but cannot be read, with the reason.'),
    freeBytes: z
      .int()
      .nullable()
      .describe('Left on the disk of the stream tables; null where the system does not say.'),
  })
  .meta({ id: 'TableList' })
export type TableList = z.infer<typeof TableList>

/** The live files of a version and how plain DuckDB, without an extension, reads their rows. */
export const TableFiles = z
  .object({
    name: z.string(),
    path: z.string(),
    version: z.int(),
    files: z.array(
      z.object({
        path: z.string().describe('Absolute.'),
        bytes: z.int(),
        rows: z.int().nullable().describe('That are live, from statistics; null where the file has none.'),
        partitionValues: z
          .record(z.string(), z.string().nullable())
          .describe('As the log has them; they need not stand in the file.'),
        deletionVector: z.boolean().describe('True: rows of the file are deleted without a rewrite of it.'),
      }),
    ),
    sql: z
      .string()
      .describe(
        'All rows with the columns and types of the table, in parentheses for a FROM of DuckDB: partition values from the log, deletion vectors and column mapping applied.',
      ),
  })
  .meta({ id: 'TableFiles' })
export type TableFiles = z.infer<typeof TableFiles>

/** The values of one column of a table at a version, for who chooses among them. */
export const TableValues = z
  .object({
    name: z.string(),
    version: z.int(),
    column: z.string(),
    rows: z.int().describe('Live rows of that version.'),
    nulls: z.int().describe('Rows without a value; no filter finds them.'),
    distinct: z.int().describe('Different values, exact, whether they are listed or not.'),
    values: z
      .array(
        z.object({
          value: z.string().describe('As a filter of a batch takes it.'),
          count: z.int().describe('Rows that have it, exact.'),
        }),
      )
      .describe(
        'The most frequent first, then by value. What no filter can name (NaN, an infinity) and texts of more than 1,000 characters are not listed.',
      ),
  })
  .meta({ id: 'TableValues' })
export type TableValues = z.infer<typeof TableValues>

/** Which of them. */
export interface TableValuesQuery {
  /** The newest by default. */
  readonly version?: number
  /** Text in the value, in any case. */
  readonly contains?: string
  /** This one value, and nothing else. */
  readonly value?: string
  readonly limit: number
}

/** Of the values of a column. */
export const VALUES_LIMIT = { default: 50, max: 1000 } as const

export const TableHistoryEntry = z.object({
  version: z.int(),
  timestamp: IsoTime,
  operation: z.string(),
  engineInfo: z.string().nullable(),
  filesAdded: z.int(),
  filesRemoved: z.int(),
  rowsAdded: z.int().nullable(),
  bytesAdded: z.int(),
  parameters: z.record(z.string(), z.string()),
})
export type TableHistoryEntry = z.infer<typeof TableHistoryEntry>

export const VerifyFinding = z.object({
  kind: z.enum([
    'missing_file',
    'wrong_size',
    'wrong_row_count',
    'wrong_checksum',
    'unreadable_file',
    'unreadable_deletion_vector',
    ...AUDIT_DIFFERENCES,
  ]),
  path: z.string().nullable(),
  detail: z.string(),
})
export type VerifyFinding = z.infer<typeof VerifyFinding>

export const VerifyReport = z.object({
  table: z.string(),
  version: z.int(),
  files: z.int(),
  rows: z.int(),
  offsets: z.int().describe('Rows that carry a Kafka partition and offset.'),
  ok: z.boolean(),
  findings: z.array(VerifyFinding),
  stream: StreamAudit.nullable().describe(
    'Of `transactions` and `dead_letters` with whole files: offsets by partition.',
  ),
  elapsedMs: z.number(),
})
export type VerifyReport = z.infer<typeof VerifyReport>

/** What a compaction did; a table that needed none has `version` null. */
export const CompactReport = z
  .object({
    table: z.string(),
    version: z.int().nullable().describe('The last version it committed; null where there was nothing to do.'),
    filesRemoved: z.int().describe('Small files that are no longer live; vacuum deletes them.'),
    filesAdded: z.int(),
    bytesBefore: z.int().describe('Of the files removed.'),
    bytesAfter: z.int().describe('Of the files added.'),
    dates: z.array(z.string()).describe('The dates that were rewritten.'),
  })
  .meta({ id: 'CompactReport' })
export type CompactReport = z.infer<typeof CompactReport>

export const VacuumRequest = z
  .strictObject({
    retention: Duration.optional().describe(
      'How long a file stays after it left the table, for example 7d; by default pipeline.delta.retention, or more where the table asks for it.',
    ),
    dryRun: z.boolean().optional().describe('true: only list what would go.'),
    allowShortRetention: z
      .boolean()
      .optional()
      .describe(
        'true: a retention below 7d and below the default may be given: no engine reads or restores an older version now.',
      ),
  })
  .meta({ id: 'VacuumRequest' })
export type VacuumRequest = z.infer<typeof VacuumRequest>

/** What vacuum deleted, or would delete. */
export const VacuumReport = z
  .object({
    table: z.string(),
    version: z.int(),
    dryRun: z.boolean(),
    retentionMs: z.int(),
    files: z.int(),
    bytes: z.int(),
    pinned: z.int().describe('Files that stay although they are due, because a batch reads them.'),
    listed: z
      .array(
        z.object({
          path: z.string(),
          bytes: z.int(),
          modifiedAt: IsoTime,
          removedAt: IsoTime.nullable().describe('null for a file that the log does not name.'),
        }),
      )
      .describe('The oldest thousand of them.'),
  })
  .meta({ id: 'VacuumReport' })
export type VacuumReport = z.infer<typeof VacuumReport>

/** Of a page of tables. */
export const TABLE_LIMIT = { default: 100, max: 1000 } as const

/** Of the commits of a table. */
export const HISTORY_LIMIT = { default: 100, max: Number.MAX_SAFE_INTEGER } as const
