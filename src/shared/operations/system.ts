import { z } from 'zod'
import { Activity } from '../activity'
import { EngineEvent } from '../events'
import { METRICS_CONTENT_TYPE } from '../metrics'
import { SampleSeedRequest, SampleState } from '../sample'
import { Health, SettingList, Stopping, SUPPORT_TYPE } from '../system'
import type { Operations } from './operation'
import { ActivityParameters, EventsQuery, LastEventId } from './parameters'

/** What the engine says by itself. */
export const eventOperations = {
  events: {
    kind: 'events',
    method: 'GET',
    path: '/events',
    summary:
      'Server-sent events: `event` is the type, `data` one line of JSON. First hello and status; then status at most 10 a second (at once when the state changes), every change of a batch, commits, new versions of tables, sample rows and notices; what happens once has an `id`. A comment every 15 s keeps the line open.',
    description:
      'Here the token, or the cookie of a browser that was let in by a link, is needed also where no other route asks for it.',
    headers: LastEventId,
    query: EventsQuery,
    output: EngineEvent,
    contentType: 'text/event-stream',
  },
} as const satisfies Operations

/** Sample rows for a first run without a terminal. */
export const sampleOperations = {
  seedSample: {
    kind: 'command',
    method: 'POST',
    path: '/sample/seed',
    summary: 'Append sample rows of the days before today, in the background; `sample` events tell how far',
    body: SampleSeedRequest.strict(),
    bodyRequired: false,
    status: 202,
    output: SampleState,
    errors: ['TABLE_INVALID', 'UNSUPPORTED_PROTOCOL'],
  },
  cancelSample: {
    kind: 'command',
    method: 'POST',
    path: '/sample/cancel',
    summary: 'Give up the sample rows that are not committed yet; those that are stay',
    output: SampleState,
  },
  sample: {
    kind: 'query',
    method: 'GET',
    path: '/sample',
    summary: 'How far the sample rows are',
    output: SampleState,
  },
} as const satisfies Operations

/** The process itself: health, settings, figures, its end. */
export const systemOperations = {
  health: {
    kind: 'query',
    method: 'GET',
    path: '/health',
    summary: 'Whether the engine works',
    output: Health,
    others: { 503: { description: 'It does not, or Millrace is stopping.', output: Health } },
  },
  settings: {
    kind: 'query',
    method: 'GET',
    path: '/config',
    summary: 'Every setting with its source',
    output: SettingList,
  },
  activity: {
    kind: 'query',
    method: 'GET',
    path: '/activity',
    summary: 'Micro-batches and batches on one timeline, and what their processes use',
    query: ActivityParameters,
    output: Activity,
  },
  supportBundle: {
    kind: 'file',
    method: 'GET',
    path: '/support/bundle',
    summary: 'Settings, versions, checks, tables, log and crash reports for a bug report, secrets taken out',
    output: 'file',
    fileTypes: [SUPPORT_TYPE],
    errors: ['IO_ERROR'],
  },
  stop: {
    kind: 'command',
    method: 'POST',
    path: '/stop',
    summary: 'Drain, commit and end the process',
    output: Stopping,
  },
  metrics: {
    kind: 'file',
    method: 'GET',
    path: '/metrics',
    summary: 'Figures for a monitor, in the text format 0.0.4 of Prometheus',
    output: z.string(),
    contentType: METRICS_CONTENT_TYPE,
  },
  openapi: {
    kind: 'query',
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document',
    output: z.looseObject({}),
  },
} as const satisfies Operations
