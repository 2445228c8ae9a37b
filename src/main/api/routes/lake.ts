import type { Engine } from '../../../shared/engine'
import type { lakeOperations } from '../../../shared/operations/lake'
import type { Handlers } from '../router'

export function lakeHandlers({ lake }: Engine): Handlers<typeof lakeOperations> {
  return {
    tables: ({ query }) => lake.list(query),
    table: ({ params }) => lake.info(params.name),
    tableHistory: ({ params, query }) => lake.history(params.name, query.limit),
    tableFiles: ({ params, query }) => lake.files(params.name, query.version),
    compactTable: ({ params }) => lake.compact(params.name),
    vacuumTable: ({ params, body }) => lake.vacuum(params.name, body),
  }
}
