import { z } from 'zod'
import { BatchRecord } from './batch'
import { SampleState } from './sample'
import { StreamStatus } from './stream'

/** What the engine pushes to whoever listens: small facts, coalesced; rows are pulled (style, 9). */
export const EngineEvent = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('hello').describe('First on every connection: who answers.'),
      version: z.string(),
      startedAt: z.string().describe('ISO 8601 UTC.'),
    }),
    z.object({
      type: z.literal('status').describe('At most 10 a second; at once when the state changes.'),
      status: StreamStatus,
    }),
    z.object({
      type: z.literal('batch').describe('A batch was submitted, went on or ended.'),
      batch: BatchRecord,
    }),
    z.object({ type: z.literal('sample'), sample: SampleState }),
    z.object({ type: z.literal('batch-removed'), batchId: z.string() }),
  ])
  .meta({ id: 'EngineEvent' })
export type EngineEvent = z.infer<typeof EngineEvent>
