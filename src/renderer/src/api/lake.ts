import { z } from 'zod'
import {
  CompactReport,
  TableFiles,
  TableHistoryEntry,
  TableInfo,
  TableList,
  VacuumReport,
  type VacuumRequest,
} from '../../../shared/table'
import { call, type Query } from './call'

/** `name`: as decision 35 names tables, for example `transactions` or `BATCHID/raw`. */
export const lakeApi = {
  list: (query: Query, signal?: AbortSignal) => call(TableList, 'GET', '/lake/tables', { query, signal }),
  table: (name: string, signal?: AbortSignal) =>
    call(TableInfo, 'GET', `/lake/tables/${encodeURIComponent(name)}`, { signal }),
  history: (name: string, limit: number, signal?: AbortSignal) =>
    call(z.array(TableHistoryEntry), 'GET', `/lake/tables/${encodeURIComponent(name)}/history`, {
      query: { limit },
      signal,
    }),
  files: (name: string, version?: number, signal?: AbortSignal) =>
    call(TableFiles, 'GET', `/lake/tables/${encodeURIComponent(name)}/files`, { query: { version }, signal }),
  compact: (name: string) => call(CompactReport, 'POST', `/lake/tables/${encodeURIComponent(name)}/compact`),
  vacuum: (name: string, request: VacuumRequest) =>
    call(VacuumReport, 'POST', `/lake/tables/${encodeURIComponent(name)}/vacuum`, { body: request }),
}
