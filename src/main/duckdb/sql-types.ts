import type { FieldKind } from '../../shared/transaction'

/** DuckDB's types of our kinds of columns. */
export const SQL_TYPES: Readonly<Record<FieldKind | 'string_list', string>> = {
  string: 'VARCHAR',
  int32: 'INTEGER',
  int64: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMPTZ',
  date: 'DATE',
  string_list: 'VARCHAR[]',
}
