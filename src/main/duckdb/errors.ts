import { MillraceError, messageOf } from '../../shared/errors'
import { toIoError } from '../durable'

/**
 * What DuckDB tells in words of its own, in ours, with cause and fix; its words stay as the cause, for the log.
 * Anything else passes through, also a full or forbidden disk: who writes knows what of (`toIoError`).
 *
 * @param memoryFix a sentence: what gives this session more room
 */
export function toDuckdbError(cause: unknown, memoryFix: string): unknown {
  if (cause instanceof MillraceError || toIoError(cause, '') !== cause) return cause
  const message = messageOf(cause)
  // Paths and values are no words of DuckDB's.
  const words = message.replace(/'[^'\n]*'|"[^"\n]*"/g, '')
  if (OUT_OF_MEMORY.test(words))
    return new MillraceError(
      'OUT_OF_MEMORY',
      `This needs more memory or temporary disk than it may use. ${memoryFix}`,
      { cause },
    )
  const [, file = 'A data file'] = PARQUET_FILE.exec(message) ?? []
  if (MISSING.test(words))
    return new MillraceError(
      'TABLE_CORRUPT',
      `${file} belongs to the table, but is not there: something else deleted it. ${MEND}`,
      { cause },
    )
  if (DAMAGED.test(words))
    return new MillraceError('TABLE_CORRUPT', `${file} is damaged: it is no whole Parquet file. ${MEND}`, { cause })
  return cause
}

const MEND =
  'Restore it from a backup; `millrace lake verify` lists all that is missing or damaged. Dates without it can still be read.'

const OUT_OF_MEMORY = /Out of Memory|max_temp_directory_size/i
const PARQUET_FILE = /['"]([^'"\n]+\.parquet)['"]/
/** Of files to read only: one to write cannot be opened. */
const MISSING = /No files found that match the pattern/
const DAMAGED =
  /magic bytes|Footer length error|Parquet file|TProtocolException|TTransportException|Failed to read file|Out of buffer|decompress/i
