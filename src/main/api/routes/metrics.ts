import { z } from '@hono/zod-openapi'
import type { Engine } from '../../engine-port'
import { METRICS_CONTENT_TYPE, renderMetrics } from '../metrics-text'
import type { RequestMeter } from '../request-meter'
import type { Router } from '../router'

/** `GET /metrics` for Prometheus and whoever speaks its text format. */
export function addMetricsRoute(route: Router, engine: Engine, requests: RequestMeter): void {
  route(
    'get',
    '/metrics',
    {
      summary: 'Figures for a monitor, in the text format 0.0.4 of Prometheus',
      answer: z.string(),
      contentType: METRICS_CONTENT_TYPE,
    },
    async () => {
      const text = renderMetrics([...(await engine.metrics()), ...requests.families()])
      return new Response(text, { headers: { 'Content-Type': METRICS_CONTENT_TYPE } })
    },
  )
}
