import { z } from 'zod'
import { IsoTime } from './scalars'

/** Size and shape of a table at its newest version. */
export const TableInfo = z
  .object({
    name: z.string(),
    path: z.string(),
    version: z.int(),
    committedAt: IsoTime,
    rows: z.int().nullable().describe('From statistics; null where a file has none.'),
    files: z.int(),
    bytes: z.int(),
    smallFiles: z.int().describe('Files under 16 MiB.'),
    partitionColumns: z.array(z.string()),
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    minReaderVersion: z.int(),
    minWriterVersion: z.int(),
    lastCheckpoint: z.int().nullable(),
    millraceOwned: z.boolean().describe('False for a table that another writer created.'),
  })
  .meta({ id: 'TableInfo' })
export type TableInfo = z.infer<typeof TableInfo>

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
    'unreadable_file',
    'repeated_offset',
    'offset_beyond_txn',
    'offset_in_both',
    'unreadable_version',
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
  elapsedMs: z.number(),
})
export type VerifyReport = z.infer<typeof VerifyReport>
