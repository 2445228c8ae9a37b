import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createParquetPort } from '../../src/main/duckdb/parquet'
import { openIngestWriter } from '../../src/main/duckdb/ingest-writer'
import { openSession, type Session } from '../../src/main/duckdb/session'
import { createStreamReader } from '../../src/main/duckdb/stream-reader'
import { openLake } from '../../src/main/lake/lake'
import type { Lake } from '../../src/main/lake/ports'
import { SILENT } from '../../src/main/log/logger'
import { openSampleSource } from '../../src/main/sample/sample-source'
import { createWorld } from '../../src/main/sample/world'
import { createStreamManager, type StreamManager } from '../../src/main/stream/manager'
import type { Source } from '../../src/main/stream/ports'

/** The real parts of an engine over a folder of its own. */
export interface EngineParts {
  readonly folder: string
  readonly session: Session
  readonly lake: Lake
  readonly transactionsPath: string
  stream(options?: { intervalMs?: number; maxRows?: number; openSource?: () => Source }): StreamManager
  sql(text: string): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

export async function openParts(): Promise<EngineParts> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-test-'))
  const session = await openSession({ threads: 1, memoryLimit: 512 * 2 ** 20, folders: [folder] })
  const lake = openLake({ parquet: createParquetPort(session), engineInfo: 'test', checkpointEvery: 10 })
  const managers: StreamManager[] = []
  return {
    folder,
    session,
    lake,
    transactionsPath: join(folder, 'stream/transactions'),
    stream(options = {}) {
      const manager = createStreamManager({
        lake,
        transactionsPath: join(folder, 'stream/transactions'),
        deadLettersPath: join(folder, 'stream/dead_letters'),
        aggregationsPath: join(folder, 'stream/stream_aggregations'),
        originalCheckpointDir: join(folder, 'checkpoints'),
        limits: { intervalMs: options.intervalMs ?? 200, maxRows: options.maxRows ?? 100_000, maxBytes: 64 * 2 ** 20 },
        extraColumns: [],
        writer: openIngestWriter({ session, lineFolder: folder, keepUnknown: false }),
        reader: createStreamReader(session),
        openSource:
          options.openSource ?? ((_kind, _topic, rate) => openSampleSource({ world: createWorld(), rate: rate ?? 10 })),
        log: SILENT,
        onActivity: () => undefined,
      })
      managers.push(manager)
      return manager
    },
    async sql(text) {
      const connection = await session.connect()
      try {
        return (await connection.runAndReadAll(text)).getRowObjects()
      } finally {
        connection.disconnectSync()
      }
    },
    async close() {
      for (const manager of managers) await manager.close()
      await lake.close()
      session.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
