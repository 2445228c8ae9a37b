import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createParquetPort } from '../../src/main/duckdb/parquet'
import { openSession, type Session } from '../../src/main/duckdb/session'
import { quoteName, textList } from '../../src/main/sql'
import { liveRows, type SchemaField } from '../../src/main/lake/actions'
import { openLake } from '../../src/main/lake/lake'
import type { Snapshot } from '../../src/main/lake/ports'
import { planScan } from '../../src/main/lake/scan'
import { scanSql } from '../../src/main/duckdb/scan-sql'
import { typeName } from '../../src/main/lake/schema'

/** Delta Acceptance Testing v0.0.3: tables by Spark with their expected contents. */
const DAT =
  process.env['MILLRACE_DAT'] ?? join(import.meta.dirname, '../../../shared/golden/dat/out/reader_tests/generated')
const PRESENT = existsSync(DAT)

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
        const snapshot = await read
        if (snapshot === null) throw new Error('no table')
        const expected = join(DAT, name, 'expected', version, 'table_content')
        const files = readdirSync(expected).filter((file) => file.endsWith('.parquet'))
        const wanted = await query(
          `SELECT ${snapshot.schema.map(comparable).join(', ')} FROM read_parquet(${textList(files.map((file) => join(expected, file)))})`,
        )
        expect(await readAll(snapshot)).toEqual(wanted)
        const rows = snapshot.files.map(liveRows)
        if (rows.every((count) => count !== null)) {
          expect(rows.reduce((sum, count) => sum + count, 0)).toBe(wanted.length)
        }
      })
    }
  }
  test('all 19 are there', () => expect(readdirSync(DAT)).toHaveLength(19))
})

async function readAll(snapshot: Snapshot): Promise<string[]> {
  const scan = await planScan(snapshot, snapshot.files, snapshot.schema, createParquetPort(session))
  return query(`SELECT ${snapshot.schema.map(comparable).join(', ')} FROM ${scanSql(scan)}`)
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
