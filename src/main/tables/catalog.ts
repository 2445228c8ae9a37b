import { readdir } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { BATCH_ID } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import { isBatchTable, TABLE_NAME_WORDS } from '../../shared/table'
import { isErrno, toIoError } from '../durable'
import type { Lake, LakeTable, Snapshot } from '../lake/ports'

/** Absolute folders of the tables that have a name. */
export interface TableFolders {
  readonly transactionsPath: string
  readonly deadLettersPath: string
  readonly aggregationsPath: string
  readonly batchBasePath: string
}

/** The tables that a stream writes, by name. */
export function streamTables(folders: TableFolders): ReadonlyMap<string, string> {
  return new Map([
    ['transactions', folders.transactionsPath],
    ['dead_letters', folders.deadLettersPath],
    ['stream_aggregations', folders.aggregationsPath],
  ])
}

/**
 * The folder of a table by its name (decision 35).
 * @throws TABLE_NOT_FOUND for anything else
 */
export function folderOf(name: string, folders: TableFolders): string {
  const stream = streamTables(folders).get(name)
  if (stream !== undefined) return stream
  if (!isBatchTable(name)) {
    throw new MillraceError(
      'TABLE_NOT_FOUND',
      `There is no table "${name.slice(0, 100)}". Tables: ${TABLE_NAME_WORDS}.`,
    )
  }
  return join(folders.batchBasePath, ...name.split('/'))
}

export interface OpenTable {
  readonly table: LakeTable
  readonly snapshot: Snapshot
}

/**
 * A table by its name at `version`, the newest by default.
 * @throws TABLE_NOT_FOUND for a name that is none and for a table that is not there yet, VERSION_NOT_FOUND
 */
export async function readTable(
  name: string,
  { lake, ...folders }: TableFolders & { readonly lake: Pick<Lake, 'table'> },
  version?: number,
): Promise<OpenTable> {
  const table = lake.table(folderOf(name, folders))
  const snapshot = await table.snapshot(version)
  if (snapshot === null) throw notThereYet(name, table)
  return { table, snapshot }
}

/** TABLE_NOT_FOUND with the folder that was looked at. */
export function notThereYet(name: string, { root }: Pick<LakeTable, 'root'>): MillraceError {
  return new MillraceError('TABLE_NOT_FOUND', `There is no table ${name} yet (${root}).`)
}

/** The name of the table in a folder; null where it has none. */
export function nameOf(root: string, folders: TableFolders): string | null {
  for (const [name, folder] of streamTables(folders)) if (resolve(folder) === root) return name
  const inside = relative(resolve(folders.batchBasePath), root).split(sep).join('/')
  return isBatchTable(inside) ? inside : null
}

/** Names of the stream's tables that are there. */
export async function listStreamTables(folders: TableFolders): Promise<string[]> {
  const names: string[] = []
  for (const [name, root] of streamTables(folders)) if (await isTable(root)) names.push(name)
  return names
}

/** Names of all tables of batches. @throws IO_ERROR where their folder cannot be listed */
export async function listBatchTables(folders: TableFolders): Promise<string[]> {
  const names: string[] = []
  for (const batch of (await namesIn(folders.batchBasePath)).filter((name) => BATCH_ID.test(name)).sort()) {
    for (const part of ['raw', 'aggregated']) {
      const root = join(folders.batchBasePath, batch, part)
      const inside = await namesIn(root).catch(() => null)
      // Whoever opens it is told why it cannot be read; the others can.
      if (inside === null || inside.includes('_delta_log')) names.push(`${batch}/${part}`)
      // A full report has one table an analysis.
      else if (part === 'aggregated') {
        for (const analysis of inside.sort())
          if (await isTable(join(root, analysis))) names.push(`${batch}/${part}/${analysis}`)
      }
    }
  }
  return names
}

async function isTable(root: string): Promise<boolean> {
  return (await namesIn(root).catch(() => ['_delta_log'])).includes('_delta_log')
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return []
    throw toIoError(error, `The folder ${folder} cannot be listed`)
  }
}
