import { codeOf, messageOf } from '../../shared/errors'
import type { LakeOperations } from '../../shared/engine'
import { isBatchTable, TableSummary, type TableInfo, type TableList } from '../../shared/table'
import { freeBytesOf } from '../free-space'
import type { Lake } from '../lake/ports'
import type { Scan } from '../lake/scan'
import type { LakeCare } from './care'
import { folderOf, listBatchTables, listStreamTables, readTable, type TableFolders } from './catalog'
import { describeCommit, describeFiles, describeTable } from './describe'
import { verifyTable, type VerifyPorts } from './verify'

export interface LakeOperationsOptions extends TableFolders, VerifyPorts {
  readonly lake: Lake
  /** The rows of a scan as a SELECT, for whoever wants to read them elsewhere. */
  readonly scanSql: (scan: Scan) => string
  readonly care: Pick<LakeCare, 'compact' | 'vacuum'>
  readonly now?: () => number
}

/** Tables by name, for the API and the command line (decision 35). */
export function createLakeOperations(options: LakeOperationsOptions): LakeOperations {
  const { lake, care } = options
  const now = options.now ?? Date.now
  const today = () => new Date(now()).toISOString().slice(0, 10)

  const open = (name: string, version?: number) => readTable(name, options, version)

  return {
    async info(name): Promise<TableInfo> {
      const { snapshot } = await open(name)
      return describeTable(name, snapshot, today())
    },
    async list({ limit, offset }): Promise<TableList> {
      const tables: TableSummary[] = []
      const unreadable: TableList['unreadable'] = []
      const names = await listStreamTables(options)
      try {
        names.push(...(await listBatchTables(options)))
      } catch (error) {
        unreadable.push({ name: 'batches', error: codeOf(error), message: messageOf(error) })
      }
      for (const name of names.slice(offset, offset + limit)) {
        try {
          const snapshot = await lake.glance(folderOf(name, options)).snapshot()
          if (snapshot !== null) tables.push(TableSummary.parse(await describeTable(name, snapshot, today())))
        } catch (error) {
          // Whatever it is, the other tables are still there.
          unreadable.push({ name, error: codeOf(error), message: messageOf(error) })
        }
      }
      const freeBytes = await freeBytesOf(options.transactionsPath)
      return { total: names.length, returned: tables.length, tables, unreadable, freeBytes }
    },
    async history(name, limit) {
      const { table } = await open(name)
      return (await table.history(limit)).map(describeCommit)
    },
    async files(name, version) {
      const { snapshot } = await open(name, version)
      return describeFiles(name, snapshot, options.parquet, options.scanSql)
    },
    async compact(name) {
      const { table } = await open(name)
      if (!isBatchTable(name)) return care.compact(name, table)
      return { table: name, version: null, filesRemoved: 0, filesAdded: 0, bytesBefore: 0, bytesAfter: 0, dates: [] }
    },
    async vacuum(name, request) {
      const { table } = await open(name)
      return care.vacuum(name, table, request)
    },
    async verify(name, request = {}) {
      return verifyTable(name, await open(name), options, request)
    },
  }
}
