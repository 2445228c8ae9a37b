import type { Engine } from '../../../shared/engine'
import type { lakeOperations } from '../../../shared/operations/lake'
import { present, type Handlers } from '../router'

/** Answers the operations of tables. */
export function lakeHandlers({ lake }: Engine): Handlers<typeof lakeOperations> {
  return {
    tables: ({ query }) => lake.list(query),
    table: ({ params }) => lake.info(params.name),
    tableHistory: ({ params, query }) => lake.history(params.name, query.limit),
    tableFiles: ({ params, query }) => lake.files(params.name, query.version),
    tableValues: ({ params: { name, column }, query: { limit, ...query }, signal }) =>
      lake.values(name, column, { limit, ...present(query) }, signal),
    compactTable: ({ params }) => lake.compact(params.name),
    vacuumTable: ({ params, body }) => lake.vacuum(params.name, body),
  }
}
