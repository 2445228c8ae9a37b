import type { ProcessFigures } from '../../shared/activity'
import type { Session } from './session'

/** What DuckDB holds in memory and has put on disk, in bytes. */
export async function memoryOf(session: Session): Promise<Pick<ProcessFigures, 'duckdbMemoryBytes' | 'spillBytes'>> {
  const connection = await session.connect()
  try {
    const reader = await connection.runAndReadAll(
      'SELECT sum(memory_usage_bytes)::BIGINT AS memory, sum(temporary_storage_bytes)::BIGINT AS spill FROM duckdb_memory()',
    )
    const [row] = reader.getRowObjects()
    return { duckdbMemoryBytes: Number(row?.['memory'] ?? 0), spillBytes: Number(row?.['spill'] ?? 0) }
  } finally {
    connection.disconnectSync()
  }
}
