import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createParquetPort } from '../../src/main/duckdb/parquet'
import { createAuditReader } from '../../src/main/duckdb/audit-reader'
import { createDeadLetterStore } from '../../src/main/duckdb/dead-letter-store'
import { createLineWriter } from '../../src/main/duckdb/line-writer'
import { createQualityReader } from '../../src/main/duckdb/quality-reader'
import { createQualityStore } from '../../src/main/duckdb/state-quality'
import { openSession, type Session } from '../../src/main/duckdb/session'
import { quoteText } from '../../src/main/sql'
import { createStreamReader } from '../../src/main/duckdb/stream-reader'
import { openLake } from '../../src/main/lake/lake'
import type { SchemaField } from '../../src/main/lake/actions'
import type { Lake } from '../../src/main/lake/ports'
import { absolutePath } from '../../src/main/lake/table-path'
import { createActivityRecorder } from '../../src/main/activity/recorder'
import { SILENT } from '../../src/main/log/logger'
import { openSampleSource } from '../../src/main/sample/sample-source'
import { createWorld } from '../../src/main/sample/world'
import { createDecoder } from '../../src/main/stream/decode/decoder'
import { openStreamManager, type StreamManager } from '../../src/main/stream/manager'
import type { MicroBatchWriter, Source } from '../../src/main/stream/ports'
import type { DeadLetterStore } from '../../src/main/stream/dead-letters/ports'
import type { StreamStatus } from '../../src/shared/stream'

/** The real parts of an engine over a folder of its own. */
export interface EngineParts {
  readonly folder: string
  readonly session: Session
  readonly lake: Lake
  readonly transactionsPath: string
  readonly deadLettersPath: string
  readonly aggregationsPath: string
  stream(options?: PartsStreamOptions): StreamManager
  /** The rows of a table's live files. */
  rows(root: string, select: string, rest?: string): Promise<Record<string, unknown>[]>
  sql(text: string): Promise<Record<string, unknown>[]>
  /** Ends everything and opens it again on the same folder, as another process would. */
  restart(): Promise<EngineParts>
  /** Frees what is open; the folder goes too, unless it was given. */
  close(): Promise<void>
}

export interface PartsStreamOptions {
  readonly intervalMs?: number
  readonly maxRows?: number
  readonly maxBytes?: number
  readonly openSource?: () => Source
  readonly extraColumns?: readonly SchemaField[]
  readonly onStatus?: (status: StreamStatus) => void
  readonly writer?: (real: MicroBatchWriter) => MicroBatchWriter
  readonly deadLetters?: (real: DeadLetterStore) => DeadLetterStore
  readonly now?: () => number
}

/** @param given a folder that is another's to remove */
export async function openParts(given?: string): Promise<EngineParts> {
  return openIn(given ?? (await mkdtemp(join(tmpdir(), 'millrace-test-'))), given === undefined)
}

async function openIn(folder: string, owned: boolean): Promise<EngineParts> {
  const transactionsPath = join(folder, 'stream/transactions')
  const deadLettersPath = join(folder, 'stream/dead_letters')
  const aggregationsPath = join(folder, 'stream/stream_aggregations')
  const session = await openSession({ threads: 1, memoryLimit: 512 * 2 ** 20, folders: [folder] })
  const lake = openLake({ parquet: createParquetPort(session), engineInfo: 'test', checkpointEvery: 10 })
  const quality = { reader: await createQualityReader(session), store: await createQualityStore(session) }
  const managers: StreamManager[] = []
  async function sql(text: string): Promise<Record<string, unknown>[]> {
    const connection = await session.connect()
    try {
      return (await connection.runAndReadAll(text)).getRowObjects()
    } finally {
      connection.disconnectSync()
    }
  }

  return {
    folder,
    session,
    lake,
    transactionsPath,
    deadLettersPath,
    aggregationsPath,
    stream(options = {}) {
      const writer = createDecoder(createLineWriter({ session, lineFolder: folder, keepUnknown: false }))
      const manager = openStreamManager({
        lake,
        transactionsPath,
        deadLettersPath,
        aggregationsPath,
        sparkCheckpointDir: join(folder, 'checkpoints'),
        limits: {
          intervalMs: options.intervalMs ?? 200,
          maxRows: options.maxRows ?? 100_000,
          maxBytes: options.maxBytes ?? 64 * 2 ** 20,
        },
        extraColumns: options.extraColumns ?? [],
        writer: options.writer?.(writer) ?? writer,
        reader: createStreamReader(session),
        deadLetters: options.deadLetters?.(createDeadLetterStore(session)) ?? createDeadLetterStore(session),
        parquet: createParquetPort(session),
        audit: createAuditReader(session),
        quality,
        openSource:
          options.openSource ?? ((_kind, _topic, rate) => openSampleSource({ world: createWorld(), rate: rate ?? 10 })),
        watcher: createActivityRecorder(),
        log: SILENT,
        publish: ({ status }) => options.onStatus?.(status),
        ...(options.now === undefined ? {} : { now: options.now }),
      })
      managers.push(manager)
      return manager
    },
    async rows(root, select, rest = '') {
      const files = (await lake.table(root).snapshot())?.files ?? []
      if (files.length === 0) return []
      const paths = files.map((file) => quoteText(absolutePath(root, file.path)))
      return sql(`SELECT ${select} FROM read_parquet([${paths.join(', ')}], union_by_name = true) ${rest}`)
    },
    sql,
    async restart() {
      await release()
      return openIn(folder, owned)
    },
    async close() {
      await release()
      // A run that gave up waiting for a slow disk may still write a file.
      if (owned) await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }

  async function release(): Promise<void> {
    for (const manager of managers) await manager.close()
    await lake.close()
    await session.close()
  }
}
