import { z } from 'zod'
import { EngineKind } from './batch'

/** One configuration key as `GET /config` tells it. */
/** One key as `GET /config` tells it, secrets as `***`; `from` is the flag, variable or file and line that gave it. */
export const Setting = z
  .object({
    key: z.string(),
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
    source: z.enum(['flag', 'environment', 'file', 'default']),
    from: z.string().nullable(),
  })
  .meta({ id: 'Setting' })
export type Setting = z.infer<typeof Setting>

export const SettingList = z.object({ settings: z.array(Setting) })
export type SettingList = z.infer<typeof SettingList>

/** What may run batches, and what ran them since the start of this process. */
export const EngineStatus = z
  .object({
    default: EngineKind.describe('Runs a batch that does not name its engine.'),
    batches: z.record(EngineKind, z.int()).describe('Batches that each engine completed since the start.'),
    remote: z.string().nullable().describe('The Spark Connect server, secrets as ***; null where none is configured.'),
    remoteState: z
      .enum(['reachable', 'unreachable', 'unknown'])
      .nullable()
      .describe('As it was when a batch last spoke to it; health itself asks nobody.'),
    remoteVersion: z.string().nullable(),
  })
  .meta({ id: 'EngineStatus' })
export type EngineStatus = z.infer<typeof EngineStatus>

export const Health = z
  .object({
    status: z.enum(['healthy', 'unhealthy']),
    engine: z.boolean(),
    spark: z.boolean().meta({ deprecated: true, description: 'As engine; kept for scripts of the original.' }),
    engines: EngineStatus,
    uptime: z.string(),
  })
  .meta({ id: 'Health' })
export type Health = z.infer<typeof Health>

export const Stopping = z
  .object({ status: z.literal('shutting_down'), queriesStopped: z.int() })
  .meta({ id: 'Stopping' })
export type Stopping = z.infer<typeof Stopping>

/** Of a support bundle. */
export const SUPPORT_TYPE = 'application/zip'
