import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { patternOf } from '../lake/table-path'

export interface SessionOptions {
  /** A database file, or memory only. An open file is locked until its process ends. */
  readonly file?: string
  readonly threads: number
  /** Bytes. */
  readonly memoryLimit: number
  readonly tempDir?: string
  /** Bytes that spilling may use under `tempDir`. */
  readonly tempLimit?: number
  /** Folders that SQL may read and write; nothing else can be reached once the session is open. */
  readonly folders: readonly string[]
  /**
   * False where the settings must still change (the batch worker sets its threads at each job): then no SQL
   * text from outside may ever reach the session. True by default.
   */
  readonly locked?: boolean
}

/** One DuckDB instance, hardened (duckdb.md, Hardening): no extension is loaded, no other file reached. */
export interface Session {
  connect(): Promise<DuckDBConnection>
  close(): void
}

export async function openSession(options: SessionOptions): Promise<Session> {
  const instance = await DuckDBInstance.create(options.file ?? ':memory:', {
    threads: String(options.threads),
    memory_limit: `${Math.floor(options.memoryLimit / 1024)}KiB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(options.tempDir === undefined ? {} : { temp_directory: options.tempDir }),
  })
  const setup = await instance.connect()
  try {
    await setup.run("SET GLOBAL TimeZone = 'UTC'")
    await setup.run('SET GLOBAL preserve_insertion_order = true')
    // Given at create, this limit is not enforced.
    if (options.tempLimit !== undefined) {
      await setup.run(`SET max_temp_directory_size = '${Math.floor(options.tempLimit / 1024)}KiB'`)
    }
    // What is asked for is a pattern, what it finds a path.
    const folders = stringList([...new Set(options.folders.flatMap((folder) => [folder, patternOf(folder)]))])
    await setup.run(`SET allowed_directories = ${folders}`)
    // A COPY into a folder names the folder itself, which is not inside it.
    await setup.run(`SET allowed_paths = ${folders}`)
    await setup.run('SET enable_external_access = false')
    if (options.locked ?? true) await setup.run('SET lock_configuration = true')
  } finally {
    setup.disconnectSync()
  }
  return {
    connect: () => instance.connect(),
    close: () => instance.closeSync(),
  }
}

/** A SQL string literal. For paths and names of ours; values of users are bound. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A SQL identifier from one of our fixed maps. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A SQL list of string literals. */
export function stringList(values: readonly string[]): string {
  return `[${values.map(quoteText).join(', ')}]`
}
