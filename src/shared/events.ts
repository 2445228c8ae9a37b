import { z } from 'zod'
import { BatchRecord } from './batch'
import { SampleState } from './sample'
import { IsoTime } from './scalars'
import { StreamStatus } from './stream'

/** Something that happened by itself and that a user would want to know. */
export const Notice = z
  .object({
    at: IsoTime,
    level: z.enum(['info', 'warning']),
    text: z.string().describe('What happened, why, and what to do where there is something.'),
  })
  .meta({ id: 'Notice' })
export type Notice = z.infer<typeof Notice>

/** What the engine pushes to whoever listens: small facts, coalesced; rows are pulled. */
export const EngineEvent = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('hello').describe('First on every connection: who answers.'),
      version: z.string(),
      startedAt: z.string().describe('ISO 8601 UTC.'),
      resumed: z
        .boolean()
        .describe('Whether all that was missed since Last-Event-ID follows; else what is known may be out of date.'),
    }),
    z.object({
      type: z.literal('status').describe('At most 10 a second; at once when the state changes.'),
      status: StreamStatus,
    }),
    z.object({
      type: z
        .literal('micro-batch')
        .describe('The stream has committed. At most 10 a second: the sums of the commits since the last one.'),
      commits: z.int(),
      rows: z.int(),
      deadLetters: z.int(),
      version: z.int().describe('Of transactions, after the last of them.'),
    }),
    z.object({
      type: z.literal('batch').describe('A batch was submitted, went on or ended.'),
      batch: BatchRecord,
    }),
    z.object({ type: z.literal('batch-removed'), batchId: z.string() }),
    z.object({
      type: z.literal('table').describe('A table has a new version, by this process. At most 10 a second, each.'),
      table: z.string().describe('As GET /lake/tables names it.'),
      version: z.int(),
    }),
    z.object({ type: z.literal('sample'), sample: SampleState }),
    z.object({ type: z.literal('notice'), notice: Notice }),
  ])
  .meta({ id: 'EngineEvent' })
export type EngineEvent = z.infer<typeof EngineEvent>

/** @param id of what happened once; null for what is told afresh on each connection anyway */
export type EventListener = (event: EngineEvent, id: string | null) => void

export interface SubscribeOptions {
  /** The last event that this listener had, on an earlier connection. */
  readonly after?: string | null
  /** The engine ended first. */
  readonly onClose?: () => void
  /** False for who shows them to nobody: it is told none, and those that wait for somebody stay. True by default. */
  readonly notices?: boolean
}
