import type { TableRowsOperations } from '../../shared/engine'
import { createTurn } from '../../shared/in-turn'
import type { SchemaField } from '../lake/actions'
import { checkConfined } from '../lake/confined'
import type { Lake } from '../lake/ports'
import { planScan, type ScanPort } from '../lake/scan'
import { absolutePath } from '../lake/table-path'
import { readTable, type OpenTable, type TableFolders } from '../tables/catalog'
import { convertFor, filterFields, findField, kindOf } from './filters'
import { pinFiles } from './pin'
import type { BatchEngine } from './ports'

export interface TableValuesOptions extends TableFolders {
  readonly lake: Pick<Lake, 'table'>
  readonly parquet: ScanPort
  /** Besides the table's own folder, where its files may lie. */
  readonly lakeFolders: readonly string[]
  readonly engine: Pick<BatchEngine, 'columnValues'>
}

/** What reads the rows of tables by name, one after another: a column of many values takes memory that batches want. */
export function createTableRows(options: TableValuesOptions): TableRowsOperations {
  const inTurn = createTurn()
  return {
    async values(name, column, query, signal) {
      const opened = await readTable(name, options, query.version)
      const { table, snapshot } = opened
      const field = findField('column', column, fieldsOf(name, opened))
      const kind = kindOf('column', field)
      const asked = query.value === undefined ? null : convertFor('value', query.value, kind)
      const release = await pinFiles(table, snapshot, snapshot.files, 'version')
      try {
        const files = snapshot.files.map(({ path }) => absolutePath(snapshot.root, path))
        await checkConfined(snapshot.root, files, options.lakeFolders)
        const scan = await planScan(snapshot, snapshot.files, [field], options.parquet)
        const values = await inTurn(() => options.engine.columnValues({ scan, field, kind }, query, asked, signal))
        return { name, version: snapshot.version, column, ...values }
      } finally {
        release()
      }
    },
  }
}

/** Of the transactions table also what a filter may name although the table has no such column yet. */
function fieldsOf(name: string, { snapshot }: OpenTable): readonly SchemaField[] {
  return name === 'transactions' ? filterFields(snapshot.schema) : snapshot.schema
}
