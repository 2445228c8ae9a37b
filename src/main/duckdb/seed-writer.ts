import { toIoError } from '../durable'
import type { SeedSummary, SeedWriter } from '../sample/ports'
import { parquetSql } from './parquet-sql'
import { writeEventLines } from './event-lines'
import { LineFile } from './line-file'
import type { Session } from './session'
import { isoOrNull } from './values'

/** Seeded events to Parquet, by the same statement as the stream's. */
export function createSeedWriter(session: Session, lineFolder: string): SeedWriter {
  return {
    begin(root) {
      const lines = new LineFile(lineFolder)
      return {
        append(json, micros) {
          const line = `{"v":${json},"t":${micros}}\n`
          // A UTF-16 unit is at most three bytes of UTF-8.
          lines.reserve(line.length * 3)
          lines.endLine(lines.used + lines.buffer.write(line, lines.used), micros)
        },
        async finish() {
          try {
            lines.end()
            return await writeEventLines(session, {
              root,
              lines,
              processingTime: 'event',
              keepUnknown: false,
              sorted: true,
            })
          } catch (error) {
            throw toIoError(error, `Sample rows cannot be written to ${root}`)
          } finally {
            await lines.remove()
          }
        },
        async discard() {
          lines.close()
          await lines.remove()
        },
      }
    },
    summarize: (files) => summarize(session, files),
  }
}

async function summarize(session: Session, files: readonly string[]): Promise<SeedSummary> {
  if (files.length === 0)
    return { rows: 0, categories: [], firstEvent: null, lastEvent: null, averageTotalAmount: null, fraudRate: null }
  const connection = await session.connect()
  try {
    const source = parquetSql(files)
    const totals = await connection.runAndReadAll(
      `SELECT count(*), epoch_ms(min(event_timestamp)), epoch_ms(max(event_timestamp)), avg(total_amount), avg(is_fraudulent::INTEGER) FROM ${source}`,
    )
    const [rows, first, last, average, fraud] = totals.getRows()[0] ?? []
    const categories = await connection.runAndReadAll(
      `SELECT category, count(*) AS rows FROM ${source} GROUP BY category ORDER BY rows DESC, category`,
    )
    return {
      rows: Number(rows),
      categories: categories
        .getRows()
        .map(([category, count]) => ({ category: category === null ? null : String(category), rows: Number(count) })),
      firstEvent: isoOrNull(first),
      lastEvent: isoOrNull(last),
      averageTotalAmount: typeof average === 'number' ? average : null,
      fraudRate: typeof fraud === 'number' ? fraud : null,
    }
  } finally {
    connection.disconnectSync()
  }
}
