import { z } from 'zod'
import { Int64, IsoTime } from './scalars'

/** Streaming runs in the main process, batches in the worker: neither can starve the other. */
export const POOLS = ['streaming-pool', 'batch-pool'] as const
const Pool = z.enum(POOLS)

export const ActivityPhase = z.object({
  name: z.enum(['fetch', 'decode', 'write', 'commit', 'wait', 'plan', 'snapshot', 'analysis']),
  detail: z.string().nullable().describe('Which analysis.'),
  ms: z.number(),
})
export type ActivityPhase = z.infer<typeof ActivityPhase>

export const ActivityEntry = z
  .object({
    kind: z.enum(['micro-batch', 'batch']),
    pool: Pool,
    id: z.string().describe('Of a batch its batchId; of a micro-batch unique in this process.'),
    name: z.string().describe('The topic, or the type of analysis.'),
    state: z.enum(['PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED']),
    startedAt: IsoTime.describe('Of a batch its submit.'),
    endedAt: IsoTime.nullable().describe('Null while it runs.'),
    ms: z.number().describe('So far, while it runs.'),
    phases: z
      .array(ActivityPhase)
      .describe(
        'In order. A micro-batch decodes while it fetches. Batches of an earlier process have only wait and none else.',
      ),
    version: z.int().nullable().describe('Of the table: committed by a micro-batch, read by a batch.'),
    rows: z.int().nullable(),
    deadLetters: z.int().nullable().describe('Of a micro-batch.'),
    bytes: Int64.nullable().describe('Of the Parquet files of the rows.'),
    files: z.int().nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'ActivityEntry' })
export type ActivityEntry = z.infer<typeof ActivityEntry>

/** What one process says of itself. */
export const ProcessFigures = z.object({
  pid: z.int(),
  cpuPercent: z
    .number()
    .describe('Of one core, since the last look; where that is over a minute ago, since a minute after it.'),
  cpuSeconds: z.number().describe('User and system, since the process began.'),
  gcSeconds: z.number().describe('Garbage collection of JavaScript, since its engine was opened.'),
  rssBytes: z.int(),
  duckdbMemoryBytes: z.int(),
  spillBytes: z.int().describe('What DuckDB has put on disk for want of memory.'),
  eventLoopDelayMs: z
    .object({ mean: z.number(), p99: z.number(), max: z.number() })
    .nullable()
    .describe('Since the last look; null at the first one, and at the first after a minute without any.'),
})
export type ProcessFigures = z.infer<typeof ProcessFigures>

export const Activity = z
  .object({
    now: IsoTime,
    entries: z.array(ActivityEntry).describe('Newest first: running and recent ones of both pools.'),
    processes: z.array(
      z.object({
        name: z.enum(['main', 'worker']),
        pool: Pool,
        figures: ProcessFigures.nullable().describe('Null: it did not answer within a second.'),
      }),
    ),
  })
  .meta({ id: 'Activity' })
export type Activity = z.infer<typeof Activity>

export interface ActivityQuery {
  readonly limit: number
  /** Epoch ms; entries that ended before it are left out. */
  readonly from?: number
}

export const ACTIVITY_LIMIT = { default: 100, max: 500 } as const
