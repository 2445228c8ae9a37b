import { z } from 'zod'
import { Int64, IsoTime } from './scalars'
import { SourceKind } from './stream'

export const AUDIT_DIFFERENCES = [
  'repeated_offset',
  'offset_in_both',
  'offset_beyond_txn',
  'offset_before_start',
  'unrecorded_gap',
  'position_beyond_topic',
  'unread_and_removed',
] as const

export const AuditDifference = z.object({
  kind: z.enum(AUDIT_DIFFERENCES),
  topic: z.string(),
  partition: z.int(),
  from: Int64.nullable().describe('First and last offset of the range, where it is one.'),
  to: Int64.nullable(),
  detail: z.string(),
})
export type AuditDifference = z.infer<typeof AuditDifference>

/** Why offsets were gone past: lost, unreadable, or skipped on purpose. */
export const GAP_CAUSES = ['retention', 'recreated', 'unreadable', 'skipped'] as const
export type GapCause = (typeof GAP_CAUSES)[number]

const AuditGap = z.object({
  topic: z.string(),
  partition: z.int(),
  from: Int64,
  to: Int64,
  cause: z.enum(GAP_CAUSES),
  at: IsoTime,
})

export const AuditPartition = z.object({
  partition: z.int(),
  streams: z
    .array(
      z.object({
        source: SourceKind,
        topic: z.string(),
        from: Int64.nullable().describe('The first offset of the stream; null where an old table does not tell it.'),
        next: Int64.describe('The txn of stream/transactions, plus one.'),
        deadLetterNext: Int64.nullable().describe(
          'The txn of stream/dead_letters, plus one; null before the first dead letter.',
        ),
        topicFirst: Int64.nullable().describe('The first offset that the topic holds; null where it was not asked.'),
        topicEnd: Int64.nullable().describe('The next offset of the topic.'),
      }),
    )
    .describe('Empty: rows of files that do not name their stream (older builds, other writers).'),
  consumed: z
    .int()
    .nullable()
    .describe(
      'Offsets between from and next; recorded gaps count as skipped. null: not known, or files that do not name their stream may hold some of them.',
    ),
  rows: z.int(),
  deadLetters: z.int().describe('Live ones: consumed = rows + deadLetters + skipped + absent.'),
  redriven: z.int().describe('Dead letters whose row is in the table.'),
  skipped: z.int().describe('Offsets of recorded gaps (decision 6).'),
  absent: z.int().describe('Offsets at which the topic holds no message: markers of Kafka transactions, compaction.'),
  missing: z.int().describe('Offsets in neither table nor a recorded gap, and not absent.'),
  repeats: z.int().describe('Rows and dead letters beyond one an offset.'),
  agrees: z.boolean().nullable().describe('null: rows of files that do not name their stream are not compared.'),
})
export type AuditPartition = z.infer<typeof AuditPartition>

export const StreamAudit = z
  .object({
    agrees: z.boolean(),
    asOf: z.object({ transactions: z.int().nullable(), deadLetters: z.int().nullable() }).describe('Table versions.'),
    topicAsked: z.boolean().describe('False where the broker cannot be reached: the tables are checked alone then.'),
    partitions: z.array(AuditPartition),
    gaps: z.array(AuditGap).describe('Recorded in the log when they were skipped on purpose.'),
    differences: z.array(AuditDifference).describe('At most 100 of each kind.'),
    elapsedMs: z.number(),
  })
  .meta({ id: 'StreamAudit' })
export type StreamAudit = z.infer<typeof StreamAudit>

/** Whether all rows could be compared: those of files that do not name their stream cannot. */
export function isWholeAudit({ partitions }: StreamAudit): boolean {
  return partitions.every(({ agrees }) => agrees !== null)
}
