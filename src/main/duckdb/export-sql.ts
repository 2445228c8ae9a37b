import type { ExportFormat } from '../../shared/batch'
import { assertNever } from '../../shared/errors'
import { quoteText } from '../sql'

/**
 * A COPY of rows in an export format. For CSV and JSON the select gives times as text
 * (`exportRowsSql`), Parquet and workbooks get typed values. CSV has null as an empty field and an empty text as `""`.
 */
export function exportSql(select: string, target: string, format: ExportFormat, header: boolean): string {
  const copy = `COPY (${select}) TO ${quoteText(target)}`
  switch (format) {
    case 'csv':
      return `${copy} (FORMAT csv, HEADER ${header}, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '')`
    case 'json':
    case 'jsonl':
      return `${copy} (FORMAT json, ARRAY false)`
    case 'parquet':
      return `${copy} (FORMAT parquet, COMPRESSION zstd)`
    case 'xlsx':
      // One text a row, written as it is: no character of it is this delimiter.
      return `${copy} (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x1f')`
    default:
      return assertNever(format)
  }
}
