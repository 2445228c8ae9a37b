import { StreamAudit } from '../../../shared/audit'
import { QualityHistory } from '../../../shared/quality'
import { RedriveRequest, RedriveResult } from '../../../shared/redrive'
import {
  Dashboard,
  DeadLetterPage,
  StreamStarted,
  StreamStartRequest,
  StreamStatus,
  StreamStopped,
} from '../../../shared/stream'
import type { Engine } from '../../engine-port'
import { DashboardQueryParameters, DeadLetterQueryParameters, QualityQueryParameters } from '../parameters'
import { present, type Router } from '../router'

const QUALITY_LIMIT = 100
const QUALITY_MAX_LIMIT = 10_000

/** Start, stop and look at the stream. */
export function addStreamRoutes(route: Router, { stream, paging }: Engine): void {
  route(
    'post',
    '/stream/start',
    {
      summary: 'Start the stream',
      answer: StreamStarted,
      body: StreamStartRequest.strict(),
      bodyRequired: false,
      errors: ['STREAM_ALREADY_RUNNING', 'SERVICE_UNAVAILABLE', 'TOPIC_FORBIDDEN', 'TABLE_INVALID'],
    },
    ({ body }) => stream.start(body),
  )
  route('post', '/stream/stop', { summary: 'Stop the stream; what was read is committed', answer: StreamStopped }, () =>
    stream.stop(),
  )
  route('get', '/stream/status', { summary: 'State, lag and rates of the stream', answer: StreamStatus }, () =>
    Promise.resolve(stream.status()),
  )
  route(
    'get',
    '/stream/dashboard',
    {
      summary: 'Sliding 5-minute windows by category',
      answer: Dashboard,
      query: DashboardQueryParameters,
    },
    ({ query }) => stream.dashboard(present(query)),
  )
  route(
    'get',
    '/stream/dead-letters',
    {
      summary: 'Messages that are not rows, newest first',
      answer: DeadLetterPage,
      query: DeadLetterQueryParameters,
    },
    ({ query }) => {
      const { limit, offset, ...filters } = query
      return stream.deadLetters({
        limit: Math.min(limit ?? paging.defaultSize, paging.maxSize),
        offset: offset ?? 0,
        ...present(filters),
      })
    },
  )
  route(
    'post',
    '/stream/dead-letters/redrive',
    {
      summary: 'Bring dead letters into the table, corrected or decoded again',
      answer: RedriveResult,
      body: RedriveRequest,
      errors: ['DEAD_LETTER_NOT_FOUND', 'DEAD_LETTER_REDRIVEN'],
    },
    ({ body }) => stream.redrive(body),
  )
  route(
    'get',
    '/stream/audit',
    { summary: 'Topic, offsets, rows and dead letters compared, each difference named', answer: StreamAudit },
    () => stream.audit(),
  )
  route(
    'get',
    '/stream/quality',
    {
      summary: 'Data quality by micro-batch: dead letters, nulls, amounts, times, repeated ids',
      answer: QualityHistory,
      query: QualityQueryParameters,
    },
    ({ query }) => {
      const { limit, ...range } = query
      return stream.quality({ limit: Math.min(limit ?? QUALITY_LIMIT, QUALITY_MAX_LIMIT), ...present(range) })
    },
  )
}
