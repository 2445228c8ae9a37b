import { StreamAudit } from '../audit'
import { QualityHistory } from '../quality'
import { RedriveRequest, RedriveResult } from '../redrive'
import {
  Dashboard,
  DeadLetterPage,
  StreamStarted,
  StreamStartRequest,
  StreamStatus,
  StreamStopped,
  StreamTrail,
} from '../stream'
import type { Operations } from './operation'
import { DashboardQueryParameters, DeadLetterQueryParameters, QualityQueryParameters } from './parameters'

/** Start, stop and look at the stream. */
export const streamOperations = {
  startStream: {
    kind: 'command',
    method: 'POST',
    path: '/stream/start',
    summary: 'Start the stream',
    body: StreamStartRequest.strict(),
    bodyRequired: false,
    output: StreamStarted,
    errors: [
      'STREAM_ALREADY_RUNNING',
      'TABLE_INVALID',
      'UNSUPPORTED_PROTOCOL',
      'COMMIT_CONFLICT',
      'DATA_LOSS',
      'SECRET_UNAVAILABLE',
    ],
  },
  stopStream: {
    kind: 'command',
    method: 'POST',
    path: '/stream/stop',
    summary: 'Stop the stream; what was read is committed',
    output: StreamStopped,
  },
  streamStatus: {
    kind: 'query',
    method: 'GET',
    path: '/stream/status',
    summary: 'State, lag and rates of the stream',
    output: StreamStatus,
  },
  streamDashboard: {
    kind: 'query',
    method: 'GET',
    path: '/stream/dashboard',
    summary: 'Sliding 5-minute windows by category',
    query: DashboardQueryParameters,
    output: Dashboard,
    errors: ['TABLE_INVALID', 'UNSUPPORTED_PROTOCOL'],
  },
  deadLetters: {
    kind: 'rows',
    method: 'GET',
    path: '/stream/dead-letters',
    summary: 'Messages that are not rows, newest first',
    query: DeadLetterQueryParameters,
    output: DeadLetterPage,
    errors: ['TABLE_INVALID', 'UNSUPPORTED_PROTOCOL'],
  },
  redriveDeadLetters: {
    kind: 'command',
    method: 'POST',
    path: '/stream/dead-letters/redrive',
    summary: 'Bring dead letters into the table, corrected or decoded again',
    body: RedriveRequest,
    output: RedriveResult,
    errors: [
      'DEAD_LETTER_NOT_FOUND',
      'DEAD_LETTER_REDRIVEN',
      'COMMIT_CONFLICT',
      'TABLE_INVALID',
      'UNSUPPORTED_PROTOCOL',
    ],
  },
  streamAudit: {
    kind: 'query',
    method: 'GET',
    path: '/stream/audit',
    summary: 'Topic, offsets, rows and dead letters compared, each difference named',
    output: StreamAudit,
    errors: ['TABLE_INVALID', 'UNSUPPORTED_PROTOCOL'],
  },
  streamTrail: {
    kind: 'query',
    method: 'GET',
    path: '/stream/trail',
    summary: 'Rates and lag of the last half hour of this process, for charts',
    output: StreamTrail,
  },
  streamQuality: {
    kind: 'query',
    method: 'GET',
    path: '/stream/quality',
    summary: 'Data quality by micro-batch: dead letters, nulls, amounts, times, repeated ids',
    query: QualityQueryParameters,
    output: QualityHistory,
  },
} as const satisfies Operations
