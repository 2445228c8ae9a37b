import type { Engine } from '../../../shared/engine'
import type { reportOperations } from '../../../shared/operations/reports'
import type { Handlers } from '../router'

/** Answers the operations of saved reports. */
export function reportHandlers({ reports }: Engine): Handlers<typeof reportOperations> {
  return {
    reports: async () => ({ reports: await reports.list() }),
    createReport: ({ body }) => reports.create(body),
    previewReport: ({ body }) => reports.preview(body),
    report: ({ params }) => reports.get(params.id),
    replaceReport: ({ params, body }) => reports.replace(params.id, body),
    deleteReport: ({ params }) => reports.remove(params.id),
    runReport: ({ params }) => reports.run(params.id),
  }
}
