import { z } from 'zod'
import { ReportRun, SavedReport, type ReportDefinition } from '../../../shared/report'
import { call } from './call'

const Reports = z.object({ reports: z.array(SavedReport) })
const pathOf = (id: string): string => `/reports/${encodeURIComponent(id)}`

export const reportApi = {
  list: (signal?: AbortSignal) => call(Reports, 'GET', '/reports', { signal }),
  create: (definition: ReportDefinition) => call(SavedReport, 'POST', '/reports', { body: definition }),
  replace: (id: string, definition: ReportDefinition) => call(SavedReport, 'PUT', pathOf(id), { body: definition }),
  remove: (id: string) => call(z.null(), 'DELETE', pathOf(id)),
  run: (id: string) => call(ReportRun, 'POST', `${pathOf(id)}/run`),
}
