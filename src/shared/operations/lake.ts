import { z } from 'zod'
import {
  CompactReport,
  TableFiles,
  TableHistoryEntry,
  TableInfo,
  TableList,
  TableValues,
  VacuumReport,
  VacuumRequest,
} from '../table'
import type { Operations } from './operation'
import {
  FilesQuery,
  HistoryQuery,
  TableColumnParameter,
  TableListQuery,
  TableParameter,
  ValuesQuery,
} from './parameters'

/** Tables on disk. */
export const lakeOperations = {
  tables: {
    kind: 'query',
    method: 'GET',
    path: '/lake/tables',
    summary: 'All tables with their sizes',
    query: TableListQuery,
    output: TableList,
  },
  table: {
    kind: 'query',
    method: 'GET',
    path: '/lake/tables/{name}',
    summary: 'Size and shape of a table',
    params: TableParameter,
    output: TableInfo,
    errors: ['TABLE_NOT_FOUND', 'TABLE_CORRUPT', 'UNSUPPORTED_PROTOCOL'],
  },
  tableHistory: {
    kind: 'query',
    method: 'GET',
    path: '/lake/tables/{name}/history',
    summary: 'Commits of a table, newest first',
    params: TableParameter,
    query: HistoryQuery,
    output: z.array(TableHistoryEntry),
    errors: ['TABLE_NOT_FOUND', 'UNSUPPORTED_PROTOCOL'],
  },
  tableFiles: {
    kind: 'query',
    method: 'GET',
    path: '/lake/tables/{name}/files',
    summary: 'Live files of a version, and the SQL by which plain DuckDB reads them',
    params: TableParameter,
    query: FilesQuery,
    output: TableFiles,
    errors: ['TABLE_NOT_FOUND', 'VERSION_NOT_FOUND', 'TABLE_CORRUPT', 'UNSUPPORTED_PROTOCOL'],
  },
  tableValues: {
    kind: 'rows',
    method: 'GET',
    path: '/lake/tables/{name}/columns/{column}/values',
    summary: 'The values of a column with their counts, as filters of a batch take them',
    description:
      'Counted over all live rows of the version. rows, nulls and distinct are of the whole column; contains and value only choose what is listed.',
    params: TableColumnParameter,
    query: ValuesQuery,
    output: TableValues,
    errors: [
      'TABLE_NOT_FOUND',
      'VERSION_NOT_FOUND',
      'TABLE_CORRUPT',
      'TABLE_INVALID',
      'UNSUPPORTED_PROTOCOL',
      'OUT_OF_MEMORY',
    ],
  },
  compactTable: {
    kind: 'command',
    method: 'POST',
    path: '/lake/tables/{name}/compact',
    summary:
      'Rewrites small files of closed dates, and of dates past 50 files, into large ones; answers when it is done',
    params: TableParameter,
    output: CompactReport,
    errors: ['TABLE_NOT_FOUND', 'COMMIT_CONFLICT', 'UNSUPPORTED_PROTOCOL'],
  },
  vacuumTable: {
    kind: 'command',
    method: 'POST',
    path: '/lake/tables/{name}/vacuum',
    summary: 'Deletes files that no version within the retention needs and no batch reads',
    params: TableParameter,
    body: VacuumRequest,
    bodyRequired: false,
    output: VacuumReport,
    errors: ['TABLE_NOT_FOUND', 'TABLE_INVALID', 'UNSUPPORTED_PROTOCOL'],
  },
} as const satisfies Operations
