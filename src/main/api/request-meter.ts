import type { MetricFamily } from '../../shared/metrics'
import { counter, histogram } from '../metrics/family'
import { Histogram } from '../metrics/histogram'

/** Counts answered requests, refused ones too; not those that Node's own parser refuses. */
export interface RequestMeter {
  answered(method: string, path: string, status: number, ms: number): void
  families(): readonly MetricFamily[]
}

/** Lines that stay open on purpose, and batches that are waited for, say nothing about how quick we are. */
const OPEN_ENDED: ReadonlySet<string> = new Set(['/events', '/batch/run'])

/** Counts answers by method and status, and times them, but for those that wait on purpose. */
export function createRequestMeter(): RequestMeter {
  const counts = new Map<string, { readonly labels: Readonly<Record<string, string>>; value: number }>()
  const seconds = new Histogram()
  return {
    answered(method, path, status, ms) {
      const key = `${method} ${status}`
      const count = counts.get(key) ?? { labels: { method, status: String(status) }, value: 0 }
      counts.set(key, count)
      count.value++
      if (!OPEN_ENDED.has(path)) seconds.observe(ms / 1000)
    },
    families: () => [
      counter('millrace_http_requests_total', 'Requests that were answered, by method and status.', [
        ...counts.values(),
      ]),
      histogram(
        'millrace_http_request_seconds',
        'How long answers took, without /events and /batch/run, which may wait.',
        seconds,
      ),
    ],
  }
}
