import type { Engine } from '../../../shared/engine'
import { METRICS_CONTENT_TYPE } from '../../../shared/metrics'
import type { sampleOperations, systemOperations } from '../../../shared/operations/system'
import { SUPPORT_TYPE, type Health } from '../../../shared/system'
import { renderMetrics } from '../metrics-text'
import type { RequestMeter } from '../request-meter'
import { present, type Handlers } from '../router'

/** What only the process around the engine can do. */
export interface ProcessParts {
  /** A support bundle, as a ZIP file. */
  readonly packSupport: () => Promise<Uint8Array>
  /** `POST /stop` was asked: what it answers; the process ends afterwards. */
  readonly onStop: () => Promise<{ readonly queriesStopped: number }>
  readonly requests: RequestMeter
  /** The OpenAPI document. */
  readonly describe: () => Promise<Readonly<Record<string, unknown>>>
}

/** Answers the operations of the process itself. */
export function systemHandlers(
  engine: Engine,
  { packSupport, onStop, requests, describe }: ProcessParts,
): Handlers<typeof sampleOperations & typeof systemOperations> {
  // By a clock that nobody sets.
  const openedAt = performance.now()
  return {
    seedSample: ({ body }) => engine.sample.start(body),
    cancelSample: () => engine.sample.cancel(),
    sample: () => engine.sample.state,
    health() {
      const healthy = engine.healthy()
      const body: Health = {
        status: healthy ? 'healthy' : 'unhealthy',
        engine: healthy,
        spark: healthy,
        engines: engine.engines(),
        uptime: uptime(performance.now() - openedAt),
      }
      return healthy ? body : Response.json(body, { status: 503, headers: { 'Retry-After': '1' } })
    },
    settings: () => ({ settings: engine.settings }),
    activity: ({ query }) => engine.activity.activity(present(query)),
    supportBundle: async () =>
      new Response(new Uint8Array(await packSupport()), {
        headers: { 'Content-Type': SUPPORT_TYPE, 'Content-Disposition': 'attachment; filename="millrace-support.zip"' },
      }),
    stop: async () => ({ status: 'shutting_down', ...(await onStop()) }),
    metrics: async () =>
      new Response(renderMetrics([...(await engine.metrics()), ...requests.families()]), {
        headers: { 'Content-Type': METRICS_CONTENT_TYPE },
      }),
    openapi: describe,
  }
}

function uptime(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m ${seconds % 60}s`
}
