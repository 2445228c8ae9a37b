import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createParquetPort } from '../../src/main/duckdb/parquet'
import { openSession, quoteName, quoteText, stringList, type Session } from '../../src/main/duckdb/session'
import type { AddFile, SchemaField } from '../../src/main/lake/actions'
import { openLake } from '../../src/main/lake/lake'
import type { Snapshot } from '../../src/main/lake/ports'
import { typeName } from '../../src/main/lake/schema'
import { absolutePath } from '../../src/main/lake/table-path'

/** Delta Acceptance Testing v0.0.3: tables by Spark with their expected contents. */
const DAT =
  process.env['MILLRACE_DAT'] ?? join(import.meta.dirname, '../../../shared/golden/dat/out/reader_tests/generated')
const PRESENT = existsSync(DAT)

/** What this version refuses, by the feature it must name. */
const REFUSED: Readonly<Record<string, string>> = {
  column_mapping: 'columnMapping',
  deletion_vectors: 'deletionVectors',
  iceberg_compat_v1: 'columnMapping',
}

let session: Session

beforeAll(async () => {
  session = await openSession({ threads: 1, memoryLimit: 512 * 2 ** 20, folders: [DAT] })
})
afterAll(() => session.close())

describe.skipIf(!PRESENT)(`DAT tables${PRESENT ? '' : ' (SKIPPED: no golden data here; set MILLRACE_DAT)'}`, () => {
  for (const name of PRESENT ? readdirSync(DAT) : []) {
    for (const version of readdirSync(join(DAT, name, 'expected'))) {
      test(`${name} ${version}`, async () => {
        const lake = openLake({ parquet: createParquetPort(session), engineInfo: 'test' })
        const table = lake.table(join(DAT, name, 'delta'))
        const read = table.snapshot(version === 'latest' ? undefined : Number(version.slice(1)))
        const refused = REFUSED[name]
        if (refused !== undefined) {
          await expect(read).rejects.toMatchObject({
            code: 'UNSUPPORTED_PROTOCOL',
            message: expect.stringContaining(refused) as unknown,
          })
          return
        }
        const snapshot = await read
        if (snapshot === null) throw new Error('no table')
        const expected = join(DAT, name, 'expected', version, 'table_content')
        const files = readdirSync(expected).filter((file) => file.endsWith('.parquet'))
        const wanted = await query(
          `SELECT ${snapshot.schema.map(comparable).join(', ')} FROM read_parquet(${stringList(files.map((file) => join(expected, file)))})`,
        )
        expect(await readAll(snapshot)).toEqual(wanted)
        const rows = snapshot.files.map((file) => file.stats?.numRecords)
        if (rows.every((count) => count !== undefined))
          expect(rows.reduce((sum, count) => sum + count, 0)).toBe(wanted.length)
      })
    }
  }
})

async function readAll(snapshot: Snapshot): Promise<string[]> {
  const parts = await Promise.all(
    snapshot.files.map(async (file) => fileSql(snapshot, file, await columnsOf(snapshot, file))),
  )
  if (parts.length === 0) return []
  return query(`SELECT ${snapshot.schema.map(comparable).join(', ')} FROM (${parts.join(' UNION ALL ')})`)
}

async function columnsOf(snapshot: Snapshot, file: AddFile): Promise<ReadonlySet<string>> {
  const connection = await session.connect()
  const reader = await connection.runAndReadAll(
    `DESCRIBE SELECT * FROM read_parquet(${quoteText(absolutePath(snapshot.root, file.path))}, hive_partitioning = false)`,
  )
  connection.disconnectSync()
  return new Set(reader.getRowObjects().map((row) => String(row['column_name'])))
}

/** Partition values from the log, null for what the file lacks. */
function fileSql(snapshot: Snapshot, file: AddFile, present: ReadonlySet<string>): string {
  const columns = snapshot.schema.map((field) => {
    const value = file.partitionValues[field.name]
    if (value !== undefined)
      return `${value === null ? 'NULL' : partitionSql(field, value)} AS ${quoteName(field.name)}`
    return present.has(field.name) ? quoteName(field.name) : `NULL AS ${quoteName(field.name)}`
  })
  return `SELECT ${columns.join(', ')} FROM read_parquet(${quoteText(absolutePath(snapshot.root, file.path))}, hive_partitioning = false)`
}

function partitionSql(field: SchemaField, value: string): string {
  const text = quoteText(value)
  if (typeName(field) === 'binary') return `encode(${text})`
  if (typeName(field).startsWith('timestamp')) return `CAST(${text} AS TIMESTAMPTZ)`
  const types: Record<string, string> = {
    integer: 'INTEGER',
    long: 'BIGINT',
    short: 'SMALLINT',
    byte: 'TINYINT',
    float: 'FLOAT',
    double: 'DOUBLE',
    boolean: 'BOOLEAN',
    date: 'DATE',
  }
  const type = typeName(field).startsWith('decimal') ? typeName(field) : types[typeName(field)]
  return type === undefined ? text : `CAST(${text} AS ${type})`
}

function comparable(field: SchemaField): string {
  const name = quoteName(field.name)
  return typeName(field).startsWith('timestamp') ? `epoch_us(CAST(${name} AS TIMESTAMPTZ))` : `CAST(${name} AS VARCHAR)`
}

async function query(sql: string): Promise<string[]> {
  const connection = await session.connect()
  try {
    return (await connection.runAndReadAll(sql))
      .getRows()
      .map((row) => row.map(String).join('|'))
      .sort()
  } finally {
    connection.disconnectSync()
  }
}
