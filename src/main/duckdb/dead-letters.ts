import { makeFolder, toIoError } from '../durable'
import type { NewFile } from '../lake/ports'
import type { NewDeadLetter } from '../stream/ports'
import { BOUNDED_DEAD_LETTER_COLUMNS } from '../stream/dead-letters/ports'
import { fileLiteral } from './file-pattern'
import { runCopy, type CopyDescription } from './copy'
import { LineFile } from './line-file'
import { type Session } from './session'
import { quoteText } from '../sql'
import { newDataFile } from '../data-file'
import { DATA_FILE } from './parquet-sql'

export interface DeadLetterWrite {
  readonly session: Session
  readonly lineFolder: string
  readonly root: string
  readonly topic: string
  readonly deadLetters: readonly NewDeadLetter[]
  /** Epoch ms. */
  readonly deadAt: number
}

export const DEAD_LETTER_STATS: CopyDescription = { statsColumns: new Map(BOUNDED_DEAD_LETTER_COLUMNS) }

/** Writes dead letters with their bytes untouched (base64 on the way, binary in the file). */
export async function writeDeadLetterFile(write: DeadLetterWrite): Promise<readonly NewFile[]> {
  const { session, lineFolder, root, topic, deadLetters, deadAt } = write
  if (deadLetters.length === 0) return []
  const lines = new LineFile(lineFolder)
  try {
    for (const deadLetter of deadLetters) {
      const line = Buffer.from(`${JSON.stringify(toLine(deadLetter))}\n`)
      lines.reserve(line.length)
      lines.buffer.set(line, lines.used)
      lines.endLine(lines.used + line.length, null)
    }
    lines.end()
    await makeFolder(root)
    const connection = await session.connect()
    try {
      return await runCopy(connection, copySql(lines, newDataFile(root), topic, deadAt), DEAD_LETTER_STATS)
    } finally {
      connection.disconnectSync()
    }
  } catch (error) {
    throw toIoError(error, `Dead letters cannot be written to ${root}`)
  } finally {
    lines.close()
    await lines.remove()
  }
}

function toLine({ partition, record, code, field, reason }: NewDeadLetter): Record<string, unknown> {
  return {
    p: partition,
    o: record.offset.toString(),
    t: record.timestamp,
    k: base64(record.key),
    v: base64(record.value),
    h: JSON.stringify(record.headers.map((header) => ({ key: header.key, value: base64(header.value) }))),
    c: code,
    f: field,
    r:
      record.oddTimestamp === undefined
        ? reason
        : `${reason} Its record time of ${record.oddTimestamp} ms is past the year 9999 and left out.`,
  }
}

function copySql(lines: LineFile, target: string, topic: string, deadAt: number): string {
  return `COPY (SELECT ${quoteText(topic)} AS topic, p AS kafka_partition, o AS kafka_offset, make_timestamptz(t * 1000) AS kafka_timestamp,
      from_base64(k) AS key, from_base64(v) AS value, h AS headers, c AS code, f AS field, r AS reason,
      make_timestamptz(${deadAt * 1000}) AS dead_at, NULL::TIMESTAMPTZ AS redriven_at, NULL::BIGINT AS redriven_version
    FROM read_json(${fileLiteral(lines.path)}, format = 'newline_delimited', maximum_object_size = ${Math.max(16 * 2 ** 20, 2 * lines.longest)},
      columns = {p: 'INTEGER', o: 'BIGINT', t: 'BIGINT', k: 'VARCHAR', v: 'VARCHAR', h: 'VARCHAR', c: 'VARCHAR', f: 'VARCHAR', r: 'VARCHAR'}))
    TO ${quoteText(target)} (${DATA_FILE})`
}

function base64(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
