import type { Engine } from '../../../shared/engine'
import type { lakeOperations } from '../../../shared/operations/lake'
import type { Handlers } from '../router'

const DEFAULT_HISTORY_LIMIT = 100
const DEFAULT_LIST_LIMIT = 100
const MAX_LIST_LIMIT = 1000

export function lakeHandlers({ lake }: Engine): Handlers<typeof lakeOperations> {
  return {
    tables: ({ query: { limit, offset } }) =>
      lake.list({ limit: Math.min(limit ?? DEFAULT_LIST_LIMIT, MAX_LIST_LIMIT), offset: offset ?? 0 }),
    table: ({ params }) => lake.info(params.name),
    tableHistory: ({ params, query }) => lake.history(params.name, query.limit ?? DEFAULT_HISTORY_LIMIT),
    tableFiles: ({ params, query }) => lake.files(params.name, query.version),
    compactTable: ({ params }) => lake.compact(params.name),
    vacuumTable: ({ params, body }) => lake.vacuum(params.name, body),
  }
}
