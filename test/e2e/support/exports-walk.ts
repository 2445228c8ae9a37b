import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Row } from '../../../src/shared/scalars'
import { duckdb, pick } from './answers'

/** What is saved in each of four formats has these rows. @param saved saves one by clicks and says where it is */
export async function expectFiles(saved: (format: string) => Promise<string>, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  expect(rows.length).toBeGreaterThan(10)
  expect(JSON.parse(await readFile(await saved('JSON'), 'utf8'))).toEqual(rows)
  const lines = (await readFile(await saved('JSON lines'), 'utf8')).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows)
  const parquet = await duckdb(`SELECT * FROM read_parquet('${await saved('Parquet')}', hive_partitioning = false)`)
  expect(pick(parquet, columns)).toEqual(pick(rows, columns))
  const csv = await duckdb(`SELECT * FROM read_csv('${await saved('CSV')}', all_varchar = true, header = true)`)
  expect(csv.map((row, at) => columns.map((name) => fromCsv(row[name], rows[at]?.[name])))).toEqual(
    rows.map((row) => columns.map((name) => row[name])),
  )
}

/** A CSV cell as what the API has there: numbers by their value, lists from their JSON. */
function fromCsv(cell: unknown, wanted: Row[string] | undefined): unknown {
  if (typeof cell !== 'string') return cell
  if (typeof wanted === 'boolean') return cell === 'true' || (cell === 'false' ? false : cell)
  if (typeof wanted === 'number') return Number(cell)
  return Array.isArray(wanted) ? (JSON.parse(cell) as unknown) : cell
}
