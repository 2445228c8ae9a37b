import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { MillraceError } from '../../shared/errors'
import { textList } from '../sql'
import { patternOf } from './file-pattern'
import { withinTime } from '../wait'
import { toDuckdbError } from './errors'

export interface SessionOptions {
  /** A database file, or memory only. An open file is locked until it is closed or its process ends. */
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
  /** A sentence: what a user can do where the memory does not suffice. */
  readonly memoryFix?: string
}

/** One DuckDB instance, hardened: no extension is loaded, no other file reached. */
export interface Session {
  /**
   * @param signal once it is aborted, what the connection runs is interrupted until it is disconnected
   * @throws SERVICE_UNAVAILABLE once the session closes, as do the calls of its connections
   */
  connect(signal?: AbortSignal): Promise<DuckDBConnection>
  /**
   * Once what runs has ended, or was interrupted: a process that ends under a running call aborts, in Electron each
   * time. Resolves within two seconds.
   */
  close(): Promise<void>
}

/** What runs has so long to end by itself, and as long once it is interrupted. */
const END_MS = 1000
/** An interrupt that comes between two steps of a call is lost, so it comes again and again. */
const INTERRUPT_MS = 50

/** Opens one instance; every call after its close throws. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const instance = await DuckDBInstance.create(options.file ?? ':memory:', {
    threads: String(options.threads),
    memory_limit: `${Math.floor(options.memoryLimit / 1024)}KiB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(options.tempDir === undefined ? {} : { temp_directory: options.tempDir }),
  })
  try {
    await harden(instance, options)
  } catch (error) {
    // Its file would stay open, and locked.
    instance.closeSync()
    throw error
  }
  return watchCalls(instance, options.memoryFix ?? '')
}

async function harden(instance: DuckDBInstance, options: SessionOptions): Promise<void> {
  const setup = await instance.connect()
  try {
    await setup.run("SET GLOBAL TimeZone = 'UTC'")
    await setup.run('SET GLOBAL preserve_insertion_order = true')
    // Given at create, this limit is not enforced.
    if (options.tempLimit !== undefined) {
      await setup.run(`SET max_temp_directory_size = '${Math.floor(options.tempLimit / 1024)}KiB'`)
    }
    // What is asked for is a pattern, what it finds a path.
    const folders = textList([...new Set(options.folders.flatMap((folder) => [folder, patternOf(folder)]))])
    await setup.run(`SET allowed_directories = ${folders}`)
    // A COPY into a folder names the folder itself, which is not inside it.
    await setup.run(`SET allowed_paths = ${folders}`)
    await setup.run('SET enable_external_access = false')
    if (options.locked ?? true) await setup.run('SET lock_configuration = true')
  } finally {
    setup.disconnectSync()
  }
}

/**
 * Knows the connections that are open and the calls that run. DuckDB keeps a file open, and locked, while one
 * connection is left: within one process it could then be opened a second time, and the later end of the first would
 * free the lock of the second.
 */
function watchCalls(instance: DuckDBInstance, memoryFix: string): Session {
  const open = new Set<DuckDBConnection>()
  /** Each with its connection; none while that is being made. */
  const running = new Map<Promise<unknown>, DuckDBConnection | null>()
  let closing: Promise<void> | null = null

  async function watch<T>(connection: DuckDBConnection | null, answer: Promise<T>): Promise<T> {
    running.set(answer, connection)
    try {
      return await answer
    } catch (error) {
      throw toDuckdbError(error, memoryFix)
    } finally {
      running.delete(answer)
    }
  }

  function checkOpen(): void {
    if (closing !== null) throw new MillraceError('SERVICE_UNAVAILABLE', 'Millrace is stopping.')
  }

  async function connect(signal?: AbortSignal): Promise<DuckDBConnection> {
    checkOpen()
    const connection = await watch(null, instance.connect())
    open.add(connection)
    signal?.addEventListener('abort', () => interruptWhileOpen(connection), { once: true })
    return new Proxy(connection, {
      get(target, name) {
        if (name === 'disconnectSync') return () => disconnect(target)
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        const call = (...args: readonly unknown[]): unknown => Reflect.apply(value, target, args)
        if (name === 'interrupt') return call
        return (...args: readonly unknown[]) => {
          checkOpen()
          const answer = call(...args)
          return answer instanceof Promise ? watch(target, answer) : answer
        }
      },
    })
  }

  function disconnect(connection: DuckDBConnection): void {
    if (open.delete(connection)) connection.disconnectSync()
  }

  function interruptWhileOpen(connection: DuckDBConnection): void {
    if (!open.has(connection)) return
    connection.interrupt()
    setTimeout(() => interruptWhileOpen(connection), INTERRUPT_MS)
  }

  async function interrupt(): Promise<void> {
    const end = performance.now() + END_MS
    while (running.size > 0 && performance.now() < end) {
      for (const connection of running.values()) connection?.interrupt()
      await withinTime(Promise.allSettled(running.keys()), INTERRUPT_MS)
    }
  }

  async function close(): Promise<void> {
    await withinTime(Promise.allSettled(running.keys()), END_MS)
    await interrupt()
    // What hangs, in a call of a disk that does not answer, would hold us up: its process ends with it.
    const busy = new Set(running.values())
    for (const connection of open) if (!busy.has(connection)) disconnect(connection)
    if (busy.size === 0) instance.closeSync()
  }

  return { connect, close: () => (closing ??= close()) }
}
