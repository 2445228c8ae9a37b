import { z } from 'zod'
import { ReportDefinition, ReportPreview, ReportPreviewRequest, ReportRun, SavedReport } from '../report'
import type { Operations } from './operation'
import { ReportParameter } from './parameters'

/** Saved reports. */
export const reportOperations = {
  reports: {
    kind: 'query',
    method: 'GET',
    path: '/reports',
    summary: 'Saved reports by name',
    output: z.object({ reports: z.array(SavedReport) }),
  },
  createReport: {
    kind: 'command',
    method: 'POST',
    path: '/reports',
    summary: 'Save a report',
    body: ReportDefinition.strict(),
    status: 201,
    output: SavedReport,
    errors: ['REPORT_EXISTS', 'TABLE_INVALID', 'UNSUPPORTED_PROTOCOL'],
  },
  previewReport: {
    kind: 'query',
    method: 'POST',
    path: '/reports/preview',
    summary: 'What dates would mean now and at the next runs of a schedule; nothing is saved',
    body: ReportPreviewRequest.strict(),
    output: ReportPreview,
  },
  report: {
    kind: 'query',
    method: 'GET',
    path: '/reports/{id}',
    summary: 'One report',
    params: ReportParameter,
    output: SavedReport,
    errors: ['REPORT_NOT_FOUND'],
  },
  replaceReport: {
    kind: 'command',
    method: 'PUT',
    path: '/reports/{id}',
    summary: 'Replace a report; its runs are kept',
    params: ReportParameter,
    body: ReportDefinition.strict(),
    output: SavedReport,
    errors: ['REPORT_NOT_FOUND', 'REPORT_EXISTS', 'TABLE_INVALID', 'UNSUPPORTED_PROTOCOL'],
  },
  deleteReport: {
    kind: 'command',
    method: 'DELETE',
    path: '/reports/{id}',
    summary: 'Delete a report; its batches stay',
    params: ReportParameter,
    status: 204,
    output: null,
    errors: ['REPORT_NOT_FOUND'],
  },
  runReport: {
    kind: 'command',
    method: 'POST',
    path: '/reports/{id}/run',
    summary: 'Submit its batch now',
    description:
      'Dates that hold no row of the table are refused with INVALID_REQUEST, and no batch is submitted; a scheduled run says so in `lastError`, and is tried again at its next time.',
    params: ReportParameter,
    status: 202,
    output: ReportRun,
    errors: ['REPORT_NOT_FOUND', 'TABLE_INVALID', 'UNSUPPORTED_PROTOCOL'],
  },
} as const satisfies Operations
