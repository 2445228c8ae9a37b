import { z } from '@hono/zod-openapi'
import { EngineStatus, SettingList } from '../../../shared/system'
import { Activity, ACTIVITY_LIMIT } from '../../../shared/activity'
import type { Engine } from '../../engine-port'
import { ActivityParameters } from '../parameters'
import { present, type Router } from '../router'

const ZIP = 'application/zip'
const Health = z
  .object({
    status: z.enum(['healthy', 'unhealthy']),
    engine: z.boolean(),
    spark: z.boolean().openapi({ deprecated: true, description: 'As engine; kept for scripts of the original.' }),
    engines: EngineStatus,
    uptime: z.string(),
  })
  .meta({ id: 'Health' })
const Stopping = z.object({ status: z.literal('shutting_down'), queriesStopped: z.int() }).meta({ id: 'Stopping' })

/** What only the process around the engine can do. */
export interface ProcessParts {
  /** A support bundle, as a ZIP file. */
  readonly packSupport: () => Promise<Uint8Array>
  /** `POST /stop` was asked: what it answers; the process ends afterwards. */
  readonly onStop: () => Promise<{ readonly queriesStopped: number }>
}

/** The process itself: health, settings, its end. */
export function addSystemRoutes(route: Router, engine: Engine, { packSupport, onStop }: ProcessParts): void {
  // By a clock that nobody sets.
  const openedAt = performance.now()
  route(
    'get',
    '/health',
    {
      summary: 'Whether the engine works',
      answer: Health,
      others: { 503: { description: 'It does not, or Millrace is stopping.', answer: Health } },
    },
    () => {
      const healthy = engine.healthy()
      const body = {
        status: healthy ? 'healthy' : 'unhealthy',
        engine: healthy,
        spark: healthy,
        engines: engine.engines(),
        uptime: uptime(performance.now() - openedAt),
      }
      return Promise.resolve(
        healthy ? Response.json(body) : Response.json(body, { status: 503, headers: { 'Retry-After': '1' } }),
      )
    },
  )
  route('get', '/config', { summary: 'Every setting with its source', answer: SettingList }, () =>
    Promise.resolve({ settings: engine.settings }),
  )
  route(
    'get',
    '/activity',
    {
      summary: 'Micro-batches and batches on one timeline, and what their processes use',
      answer: Activity,
      query: ActivityParameters,
    },
    ({ query: { limit, ...rest } }) =>
      engine.activity.activity({
        limit: Math.min(limit ?? ACTIVITY_LIMIT.default, ACTIVITY_LIMIT.max),
        ...present(rest),
      }),
  )
  route(
    'get',
    '/support/bundle',
    {
      summary: 'Settings, versions, checks, tables, log and crash reports for a bug report, secrets taken out',
      answer: 'file',
      fileTypes: [ZIP],
      errors: ['IO_ERROR'],
    },
    async () =>
      new Response(new Uint8Array(await packSupport()), {
        headers: { 'Content-Type': ZIP, 'Content-Disposition': 'attachment; filename="millrace-support.zip"' },
      }),
  )
  route('post', '/stop', { summary: 'Drain, commit and end the process', answer: Stopping }, async () => ({
    status: 'shutting_down',
    ...(await onStop()),
  }))
}

function uptime(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m ${seconds % 60}s`
}
