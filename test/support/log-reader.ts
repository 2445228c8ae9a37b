import { createParquetPort } from '../../src/main/duckdb/parquet'
import { openSession } from '../../src/main/duckdb/session'
import { openLake } from '../../src/main/lake/lake'
import type { LakeTable } from '../../src/main/lake/ports'
import { MillraceError } from '../../src/shared/errors'

/** What a log gave: the table's state as text that can be compared, or an error that the product knows. */
export type Reading =
  | {
      readonly kind: 'state'
      readonly version: number
      readonly state: string
      /** Live files by path and deletion vector, sorted. */
      readonly files: readonly string[]
    }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }

export interface LogReader {
  /** A table object that has seen nothing yet. */
  open(root: string): LakeTable
  /** Any other error than the product's own is thrown. */
  read(root: string, version?: number): Promise<Reading>
  close(): Promise<void>
}

/** Reads tables under a folder; bundled with guards removed it is what a canary runs. */
export async function openLogReader(folder: string): Promise<LogReader> {
  const session = await openSession({ threads: 1, memoryLimit: 512 * 2 ** 20, folders: [folder] })
  const parquet = createParquetPort(session)
  const open = (root: string) => openLake({ parquet, engineInfo: 'Millrace/test', checkpointEvery: 5 }).table(root)
  return {
    open,
    async read(root, version) {
      try {
        const snapshot = await open(root).snapshot(version)
        if (snapshot === null) return { kind: 'refused', code: 'NONE', message: 'there is no table' }
        const { protocol, metadata, setTransactions: transactions, files } = snapshot
        // Not whether an add was a change of data: that is of its commit, and a checkpoint does not keep it.
        const live = files.map((file) => ({ ...file, dataChange: null })).sort(byPath)
        const state = [protocol, metadata, [...transactions].sort(), live]
        return {
          kind: 'state',
          version: snapshot.version,
          state: JSON.stringify(state, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)),
          files: files.map(({ path, deletionVector: vector }) => `${path} ${vector?.pathOrInlineDv ?? ''}`).sort(),
        }
      } catch (error) {
        if (!(error instanceof MillraceError)) throw error
        return { kind: 'refused', code: error.code, message: error.message }
      }
    },
    close: () => session.close(),
  }
}

function byPath(left: { readonly path: string }, right: { readonly path: string }): number {
  return left.path < right.path ? -1 : 1
}
