import { StreamAudit } from '../../../shared/audit'
import { QualityHistory } from '../../../shared/quality'
import { RedriveResult, type RedriveRequest } from '../../../shared/redrive'
import {
  Dashboard,
  DeadLetterPage,
  StreamStarted,
  StreamStopped,
  type StreamStartRequest,
} from '../../../shared/stream'
import { call, type Query } from './call'

export const streamApi = {
  start: (request: StreamStartRequest) => call(StreamStarted, 'POST', '/stream/start', { body: request }),
  stop: () => call(StreamStopped, 'POST', '/stream/stop'),
  dashboard: (query: Query = {}, signal?: AbortSignal) =>
    call(Dashboard, 'GET', '/stream/dashboard', { query, signal }),
  audit: (signal?: AbortSignal) => call(StreamAudit, 'GET', '/stream/audit', { signal }),
  deadLetters: (query: Query, signal?: AbortSignal) =>
    call(DeadLetterPage, 'GET', '/stream/dead-letters', { query, signal }),
  redrive: (request: RedriveRequest) => call(RedriveResult, 'POST', '/stream/dead-letters/redrive', { body: request }),
  quality: (query: Query, signal?: AbortSignal) => call(QualityHistory, 'GET', '/stream/quality', { query, signal }),
}
