import { MillraceError } from '../../shared/errors'
import type { Lake, LakeTable, Snapshot } from './ports'
import { folderOf, type TableFolders } from '../tables/catalog'

export interface OpenTable {
  readonly table: LakeTable
  readonly snapshot: Snapshot
}

/**
 * A table by its name at `version`, the newest by default.
 * @throws TABLE_NOT_FOUND for a name that is none and for a table that is not there yet, VERSION_NOT_FOUND
 */
export async function openTable(
  name: string,
  { lake, ...folders }: TableFolders & { readonly lake: Pick<Lake, 'table'> },
  version?: number,
): Promise<OpenTable> {
  const table = lake.table(folderOf(name, folders))
  const snapshot = await table.snapshot(version)
  if (snapshot === null) throw new MillraceError('TABLE_NOT_FOUND', `There is no table ${name} yet (${table.root}).`)
  return { table, snapshot }
}
