import { z } from '@hono/zod-openapi'
import {
  CompactReport,
  TableFiles,
  TableHistoryEntry,
  TableInfo,
  TableList,
  VacuumReport,
  VacuumRequest,
} from '../../../shared/table'
import type { Engine } from '../../engine-port'
import { FilesQuery, HistoryQuery, TableListQuery, TableParameter } from '../parameters'
import type { Router } from '../router'

const DEFAULT_HISTORY_LIMIT = 100
const DEFAULT_LIST_LIMIT = 100
const MAX_LIST_LIMIT = 1000

/** Tables on disk. */
export function addLakeRoutes(route: Router, { lake }: Engine): void {
  route(
    'get',
    '/lake/tables',
    { summary: 'All tables with their sizes', answer: TableList, query: TableListQuery },
    ({ query }) =>
      lake.list({
        limit: Math.min(query.limit ?? DEFAULT_LIST_LIMIT, MAX_LIST_LIMIT),
        offset: query.offset ?? 0,
      }),
  )
  route(
    'get',
    '/lake/tables/{name}',
    {
      summary: 'Size and shape of a table',
      answer: TableInfo,
      params: TableParameter,
      errors: ['TABLE_NOT_FOUND', 'TABLE_CORRUPT'],
    },
    ({ params }) => lake.info(params.name),
  )
  route(
    'get',
    '/lake/tables/{name}/history',
    {
      summary: 'Commits of a table, newest first',
      answer: z.array(TableHistoryEntry),
      params: TableParameter,
      query: HistoryQuery,
      errors: ['TABLE_NOT_FOUND'],
    },
    ({ params, query }) => lake.history(params.name, query.limit ?? DEFAULT_HISTORY_LIMIT),
  )
  route(
    'get',
    '/lake/tables/{name}/files',
    {
      summary: 'Live files of a version, and the SQL by which plain DuckDB reads them',
      answer: TableFiles,
      params: TableParameter,
      query: FilesQuery,
      errors: ['TABLE_NOT_FOUND', 'VERSION_NOT_FOUND', 'TABLE_CORRUPT'],
    },
    ({ params, query }) => lake.files(params.name, query.version),
  )
  route(
    'post',
    '/lake/tables/{name}/compact',
    {
      summary:
        'Rewrites small files of closed dates, and of dates past 50 files, into large ones; answers when it is done',
      answer: CompactReport,
      params: TableParameter,
      errors: ['TABLE_NOT_FOUND', 'COMMIT_CONFLICT'],
    },
    ({ params }) => lake.compact(params.name),
  )
  route(
    'post',
    '/lake/tables/{name}/vacuum',
    {
      summary: 'Deletes files that no version within the retention needs and no batch reads',
      answer: VacuumReport,
      params: TableParameter,
      body: VacuumRequest,
      bodyRequired: false,
      errors: ['TABLE_NOT_FOUND'],
    },
    ({ params, body }) => lake.vacuum(params.name, body),
  )
}
