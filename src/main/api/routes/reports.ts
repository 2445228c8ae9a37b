import { z } from '@hono/zod-openapi'
import { ReportDefinition, ReportRun, SavedReport } from '../../../shared/report'
import type { Engine } from '../../engine-port'
import { ReportParameter } from '../parameters'
import type { Router } from '../router'

/** Saved reports. */
export function addReportRoutes(route: Router, { reports }: Engine): void {
  const params = ReportParameter
  route(
    'get',
    '/reports',
    { summary: 'Saved reports by name', answer: z.object({ reports: z.array(SavedReport) }) },
    async () => ({ reports: await reports.list() }),
  )
  route(
    'post',
    '/reports',
    {
      summary: 'Save a report',
      answer: SavedReport,
      body: ReportDefinition.strict(),
      status: 201,
      errors: ['REPORT_EXISTS'],
    },
    ({ body }) => reports.create(body),
  )
  route(
    'get',
    '/reports/{id}',
    { summary: 'One report', answer: SavedReport, params, errors: ['REPORT_NOT_FOUND'] },
    ({ params }) => reports.get(params.id),
  )
  route(
    'put',
    '/reports/{id}',
    {
      summary: 'Replace a report; its runs are kept',
      answer: SavedReport,
      params,
      body: ReportDefinition.strict(),
      errors: ['REPORT_NOT_FOUND', 'REPORT_EXISTS'],
    },
    ({ params, body }) => reports.replace(params.id, body),
  )
  route(
    'delete',
    '/reports/{id}',
    { summary: 'Delete a report; its batches stay', answer: null, params, status: 204, errors: ['REPORT_NOT_FOUND'] },
    ({ params }) => reports.remove(params.id),
  )
  route(
    'post',
    '/reports/{id}/run',
    { summary: 'Submit its batch now', answer: ReportRun, params, status: 202, errors: ['REPORT_NOT_FOUND'] },
    ({ params }) => reports.run(params.id),
  )
}
