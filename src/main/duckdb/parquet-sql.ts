import { fileList } from './file-pattern'

/** The column that says which file a row is from. No table has one of this name. */
export const FILE_COLUMN = 'millrace_file'

/**
 * How data files are written (COPY). A row group is what a reader unpacks to fetch a single row: half of DuckDB's own size
 * makes that a fifth faster and costs analyses nothing, a quarter costs them a tenth.
 */
export const DATA_FILE = 'FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 61440, RETURN_STATS'

export interface ParquetExtras {
  /** Adds `FILE_COLUMN`, the path as it was given. */
  readonly fileName?: boolean
  /** Adds `file_row_number`, from 0. */
  readonly positions?: boolean
}

/**
 * What data files hold, as a relation of DuckDB: the one way to read them. Columns are matched by name, and a path is
 * a path: by itself DuckDB makes a column of each folder `name=value` above a file, over what the file says.
 */
export function parquetSql(
  files: readonly string[],
  { fileName = false, positions = false }: ParquetExtras = {},
): string {
  const options = ['union_by_name = true', 'hive_partitioning = false']
  if (fileName) options.push(`filename = '${FILE_COLUMN}'`)
  if (positions) options.push('file_row_number = true')
  return `read_parquet(${fileList(files)}, ${options.join(', ')})`
}
