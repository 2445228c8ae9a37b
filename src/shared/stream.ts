import { z } from 'zod'
import { Int64, IsoTime, momentWith, TOPIC_NAME, TOPIC_NAME_WORDS } from './scalars'
import { QualityCounts } from './quality'

export const STREAM_STATES = [
  'STARTING',
  'WAITING_FOR_TOPIC',
  'CATCHING_UP',
  'RUNNING',
  'RECONNECTING',
  'STOPPING',
  'STOPPED',
  'FAILED',
] as const
export const StreamState = z.enum(STREAM_STATES)
export type StreamState = z.infer<typeof StreamState>

/** The one health line (decision 26). */
export const HEALTH_WORDS = ['Healthy', 'Catching up', 'Degraded', 'Stopped', 'Failed'] as const

const SOURCE_KINDS = ['kafka', 'sample'] as const
export const SourceKind = z.enum(SOURCE_KINDS)
export type SourceKind = z.infer<typeof SourceKind>

const START_WORDS = 'must be latest, earliest or an ISO 8601 time such as 2026-01-31T00:00:00Z'
const SKIP_WORDS = 'must be latest or an ISO 8601 time such as 2026-01-31T00:00:00Z'
/** `latest`, or a time: never back to `earliest`. */
const SkipTo = z.union([z.literal('latest'), momentWith(SKIP_WORDS)], { error: SKIP_WORDS })

/** `latest`, `earliest`, or a time: the first message at or after it. */
export const StartingOffsets = z.union([z.enum(['latest', 'earliest']), momentWith(START_WORDS)], {
  error: START_WORDS,
})
export type StartingOffsets = z.infer<typeof StartingOffsets>

export const StreamStartRequest = z
  .object({
    topic: z.string().regex(TOPIC_NAME, { error: TOPIC_NAME_WORDS }).optional(),
    source: SourceKind.optional().describe('kafka (default) or sample: generated events through the very same path.'),
    startingOffsets: StartingOffsets.optional().describe(
      'Only where the table has no offsets of this topic yet; latest by default.',
    ),
    skipTo: SkipTo.optional().describe(
      'Forward on purpose, where the table has offsets of this topic: messages before it that are unread never come into the table, which is recorded as a gap. Never back; a first start reads from there.',
    ),
    failOnDataLoss: z
      .boolean()
      .optional()
      .describe('false: go on over a gap and record it in the table history; true by default.'),
    rate: z
      .number()
      .min(0)
      .max(1_000_000)
      .optional()
      .describe('Events per second of the sample source; 10 by default, 0 = as fast as it goes.'),
  })
  .meta({ id: 'StreamStartRequest' })
export type StreamStartRequest = z.infer<typeof StreamStartRequest>

export const StreamStarted = z
  .object({
    status: z.literal('started'),
    queryIds: z.array(z.string()).length(2),
    topic: z.string(),
    resumedFrom: z
      .array(z.object({ partition: z.int(), offset: Int64 }))
      .optional()
      .describe(
        'Where the table has offsets already: the next offset to read, per partition; as the table alone tells it where the broker does not answer at once.',
      ),
    startingFrom: z
      .array(z.object({ partition: z.int(), offset: Int64 }))
      .optional()
      .describe('First start: the resolved offsets.'),
    note: z
      .string()
      .optional()
      .describe(
        'What to know of this start: startingOffsets that do not count, what skipTo skipped or why it does not count, a topic that is not there yet, a Spark checkpoint, partitions that begin behind the watermark of the dashboard.',
      ),
  })
  .meta({ id: 'StreamStarted' })
export type StreamStarted = z.infer<typeof StreamStarted>

export const StreamStopped = z
  .object({ status: z.literal('stopped'), queriesStopped: z.int(), message: z.string().optional() })
  .meta({ id: 'StreamStopped' })
export type StreamStopped = z.infer<typeof StreamStopped>

export const MicroBatch = z.object({
  version: z.int().nullable().describe('The committed version of stream/transactions.'),
  at: IsoTime,
  rows: z.int(),
  deadLetters: z.int(),
  fetchMs: z.number(),
  decodeMs: z.number(),
  writeMs: z.number(),
  commitMs: z.number(),
  totalMs: z.number(),
})
export type MicroBatch = z.infer<typeof MicroBatch>

/** Rows a second that a micro-batch was written with, so that could be taken in; null where there is none. */
export function capacityOf(batch: MicroBatch | null): number | null {
  return batch === null || batch.totalMs === 0 ? null : (1000 * batch.rows) / batch.totalMs
}

export const PartitionStatus = z.object({
  partition: z.int(),
  offset: Int64.describe('The next offset that the table needs, whatever was fetched beyond it.'),
  endOffset: Int64,
  lag: z.int().describe('Messages that the table lacks.'),
  lagSeconds: z.number(),
  rowsPerSecond: z.number(),
  member: z
    .string()
    .nullable()
    .describe(
      'Who reads it: self, or the id of another member of the group (`another member` where this user may not ask for ids); null: nobody yet.',
    ),
})
export type PartitionStatus = z.infer<typeof PartitionStatus>

/** One look at the stream, for a chart. */
export const TrailPoint = z.object({
  at: IsoTime,
  inputRowsPerSecond: z.number(),
  capacityRowsPerSecond: z
    .number()
    .nullable()
    .describe('Rows of the newest micro-batch by the time it took: what could be taken in.'),
  lagAtCommit: z.int().describe('The worst until the next point.'),
})
export type TrailPoint = z.infer<typeof TrailPoint>

/** The last half hour of this process, oldest first, a point about every five seconds while a stream runs. */
export const StreamTrail = z.object({ points: z.array(TrailPoint) }).meta({ id: 'StreamTrail' })
export type StreamTrail = z.infer<typeof StreamTrail>

export const StreamStatus = z
  .object({
    active: z.boolean(),
    queries: z.array(z.object({ id: z.string(), name: z.string(), isActive: z.boolean() })),
    state: StreamState,
    since: IsoTime.nullable(),
    reason: z.string().nullable(),
    fix: z.string().nullable(),
    error: z
      .string()
      .nullable()
      .describe('Code of the error that `reason` tells of, of a stream that failed or reconnects.'),
    lostOffsets: z
      .int()
      .nullable()
      .describe('How many offsets are gone or cannot be read, of a stream that failed for that; null for any other.'),
    retryAt: IsoTime.nullable(),
    source: SourceKind.nullable(),
    topic: z.string().nullable(),
    group: z.string().nullable(),
    trigger: z.object({ intervalMs: z.int() }),
    partitions: z.array(PartitionStatus),
    lag: z.int(),
    lagSeconds: z.number(),
    lagAtCommit: z
      .int()
      .describe(
        'What was left unread by the newest commit, or is now where none came within the trigger interval: what gathers between commits is no lag.',
      ),
    leftUnread: z.int().nullable().describe('Messages that waited when the stream was stopped; null while it runs.'),
    version: z.int().nullable().describe('Newest version of stream/transactions that the stream knows.'),
    newestAt: IsoTime.nullable().describe('Time of the newest message that was committed since the start.'),
    inputRowsPerSecond: z.number(),
    processedRowsPerSecond: z.number(),
    lastBatch: MicroBatch.nullable(),
    totals: z.object({
      consumed: z.int(),
      rows: z.int(),
      deadLetters: z.int(),
      unknownKeys: z.int(),
      lateRows: z
        .int()
        .describe('Completed or pending rows that came too late for all of their windows; of the table, ever.'),
      futureRows: z.int().describe('Rows whose event was more than ten minutes past their commit; of the table, ever.'),
    }),
    deadLettersByCode: z.record(z.string(), z.int()),
    watermark: IsoTime.nullable(),
    watermarkWaitsFor: z
      .array(z.int())
      .describe('Partitions that hold the watermark: unread ones without a row yet, and those whose end is not known.'),
    dashboard: z.object({ rows: z.int(), bytes: z.int() }),
    quality: QualityCounts.nullable().describe('Since the start of the stream; GET /stream/quality has the history.'),
    recentBatches: z.array(MicroBatch).describe('Newest last, at most 60.'),
    health: z.object({ word: z.enum(HEALTH_WORDS), reason: z.string() }),
  })
  .meta({ id: 'StreamStatus' })
export type StreamStatus = z.infer<typeof StreamStatus>

export const DashboardWindow = z
  .object({
    window_start: IsoTime,
    window_end: IsoTime,
    category: z.string().nullable(),
    txn_count: z.int(),
    window_revenue: z.number().nullable(),
    avg_order_value: z.number().nullable(),
    fraud_alerts: z.int(),
    approx_unique_customers: z.int(),
    final: z.boolean(),
  })
  .meta({ id: 'DashboardWindow' })
export type DashboardWindow = z.infer<typeof DashboardWindow>

export const Dashboard = z
  .object({
    asOf: z.object({ version: z.int().nullable() }),
    watermark: IsoTime.nullable(),
    lateRows: z
      .int()
      .describe('Completed or pending rows of the table, ever, that came too late for all of their windows.'),
    futureRows: z
      .int()
      .describe('Rows, ever, whose event was more than ten minutes past their commit: they are in no window.'),
    windows: z.array(DashboardWindow),
  })
  .meta({ id: 'Dashboard' })
export type Dashboard = z.infer<typeof Dashboard>

export interface DashboardQuery {
  /** Epoch milliseconds; windows that overlap [from, to). */
  readonly from?: number
  readonly to?: number
  readonly category?: string
}

export const DEAD_LETTER_CODES = [
  'NO_VALUE',
  'NOT_UTF8',
  'NOT_JSON',
  'NOT_OBJECT',
  'MISSING_FIELD',
  'BAD_VALUE',
] as const
export const DeadLetterCode = z.enum(DEAD_LETTER_CODES)
export type DeadLetterCode = z.infer<typeof DeadLetterCode>

export const DeadLetter = z
  .object({
    topic: z.string(),
    kafka_partition: z.int(),
    kafka_offset: Int64,
    kafka_timestamp: IsoTime.nullable().describe(
      'ISO 8601 UTC with milliseconds. Null where the producer gave none, or one past the year 9999, which `reason` then tells.',
    ),
    key: z.string().nullable().describe('Base64.'),
    value: z.string().nullable().describe('Base64; null for a tombstone.'),
    valueText: z.string().nullable().describe('The value as text where it is UTF-8, else null.'),
    headers: z.array(z.object({ key: z.string(), value: z.string().nullable() })).describe('Values in base64.'),
    code: DeadLetterCode,
    field: z.string().nullable(),
    reason: z.string(),
    dead_at: IsoTime,
    redriven_at: IsoTime.nullable(),
    redriven_version: z.int().nullable(),
  })
  .meta({ id: 'DeadLetter' })
export type DeadLetter = z.infer<typeof DeadLetter>

export const DEAD_LETTER_STATES = ['live', 'redriven'] as const
export type DeadLetterState = (typeof DEAD_LETTER_STATES)[number]

export interface DeadLetterQuery {
  readonly limit: number
  readonly offset: number
  /** Both by default. */
  readonly state?: DeadLetterState
  readonly code?: DeadLetterCode
  readonly field?: string
  readonly partition?: number
  /** Epoch milliseconds, on dead_at. */
  readonly from?: number
  readonly to?: number
}

export const DeadLetterPage = z
  .object({
    total: z.int().describe('Dead letters that match, live and redriven.'),
    live: z.int().describe('Of these, the ones that count in consumed = rows + dead letters.'),
    redriven: z.int(),
    byCode: z.record(z.string(), z.int()).describe('Dead letters that match, by code.'),
    byField: z.record(z.string(), z.int()).describe('Dead letters that match and name a field, by field.'),
    page: z
      .object({ limit: z.int(), offset: z.int(), returned: z.int(), hasMore: z.boolean() })
      .describe('A page ends early at 32 MiB of messages: the next one begins at offset + returned.'),
    data: z.array(DeadLetter),
  })
  .meta({ id: 'DeadLetterPage' })
export type DeadLetterPage = z.infer<typeof DeadLetterPage>

const NAMED_PARTITIONS = 8

/** `partition 3`, `partitions 1, 2`: all where they are few, else the first and how many more. */
export function namePartitions(partitions: readonly number[]): string {
  const named = partitions.slice(0, NAMED_PARTITIONS).join(', ')
  const more = partitions.length - NAMED_PARTITIONS
  return `${partitions.length === 1 ? 'partition' : 'partitions'} ${named}${more > 0 ? ` and ${more} more` : ''}`
}
