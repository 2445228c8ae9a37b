import { DuckDBInstance } from '@duckdb/node-api'

/** A row of whatever answered: the API, DuckDB, Python. */
export type AnyRow = Readonly<Record<string, unknown>>

/** Runs in a DuckDB that knows nothing of us and has no extension. */
export async function duckdb(sql: string): Promise<readonly AnyRow[]> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' })
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  const reader = await connection.runAndReadAll(sql)
  connection.closeSync()
  instance.closeSync()
  return reader.getRowObjectsJson()
}

/** Columns of rows in one form: numbers as text, times as epoch milliseconds. */
export function pick(rows: readonly AnyRow[], columns: readonly string[]): Record<string, unknown>[] {
  return rows.map((row) => Object.fromEntries(columns.map((name) => [name, plain(row[name])])))
}

function plain(value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (Array.isArray(value)) return value.map(plain)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (!/^\d{4}-\d\d-\d\d[ T]/.test(text)) return text
  return Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
}

export function sorted(rows: readonly AnyRow[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort()
}
