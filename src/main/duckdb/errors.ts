import { MillraceError, messageOf } from '../../shared/errors'

/**
 * What DuckDB tells in words of its own, in ours, with cause and fix; its words stay as the cause, for the log.
 * Anything else passes through.
 *
 * @param memoryFix a sentence: what gives this session more room
 */
export function toDuckdbError(cause: unknown, memoryFix: string): unknown {
  if (cause instanceof MillraceError) return cause
  const message = messageOf(cause)
  if (OUT_OF_MEMORY.test(message))
    return new MillraceError(
      'OUT_OF_MEMORY',
      `This needs more memory or temporary disk than it may use. ${memoryFix}`,
      { cause },
    )
  const [, file] = PARQUET_FILE.exec(message) ?? []
  if (MISSING.test(message))
    return new MillraceError(
      'TABLE_CORRUPT',
      `${file ?? 'A data file'} belongs to the table, but is not there: something else deleted it. ${MEND}`,
      { cause },
    )
  if (DAMAGED.test(message))
    return new MillraceError(
      'TABLE_CORRUPT',
      `${file ?? 'A data file'} is damaged: it is no whole Parquet file. ${MEND}`,
      {
        cause,
      },
    )
  return cause
}

const MEND =
  'Restore it from a backup; `millrace lake verify` lists all that is missing or damaged. Dates without it can still be read.'

const OUT_OF_MEMORY = /Out of Memory|max_temp_directory_size/i
const PARQUET_FILE = /['"]([^'"\n]+\.parquet)['"]/
const MISSING = /No files found that match|No such file or directory/i
const DAMAGED =
  /magic bytes|Parquet file|TProtocolException|TTransportException|Failed to read file|Out of buffer|decompress|corrupt/i
