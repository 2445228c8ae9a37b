import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { AggregatedData, BatchData } from '../../src/shared/batch'
import type { Row } from '../../src/shared/scalars'
import { duckdb, pick } from './support/answers'
import { describeApp } from './support/app'
import { copied, shell } from './support/copied'

describeApp('exports by clicks', { seed: { records: 3000, days: 3 } }, (app) => {
  let batchId: string

  beforeAll(async () => {
    batchId = await app.run('fraud_analysis', 3)
  })

  /** Where the browser put the file that the menu saves. */
  async function savedFile(page: Page, format: string): Promise<string> {
    await page.getByRole('button', { name: /^Export [\d,]+ rows$/ }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: format, exact: true }).click()
    const path = await (await download).path()
    await page
      .getByText(/was saved\.$/)
      .last()
      .waitFor()
    return path
  }

  /** Where the line that the menu copies put it. */
  async function copiedFile(page: Page, format: string): Promise<string> {
    const folder = await mkdtemp(join(app.folder, 'copied-'))
    shell(await copied(page, `Copy the export as curl: ${format}`, 'body', /^Export/), { cwd: folder })
    return join(folder, (await readdir(folder))[0] ?? '')
  }

  async function expectFiles(page: Page, rows: readonly Row[], saved: typeof copiedFile): Promise<void> {
    const columns = Object.keys(rows[0] ?? {})
    expect(rows.length).toBeGreaterThan(10)
    expect(JSON.parse(await readFile(await saved(page, 'JSON'), 'utf8'))).toEqual(rows)
    const lines = (await readFile(await saved(page, 'JSON lines'), 'utf8')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows)
    const parquet = await duckdb(
      `SELECT * FROM read_parquet('${await saved(page, 'Parquet')}', hive_partitioning = false)`,
    )
    expect(pick(parquet, columns)).toEqual(pick(rows, columns))
    const csv = await duckdb(`SELECT * FROM read_csv('${await saved(page, 'CSV')}', all_varchar = true, header = true)`)
    expect(csv.map((row, at) => columns.map((name) => fromCsv(row[name], rows[at]?.[name])))).toEqual(
      rows.map((row) => columns.map((name) => row[name])),
    )
  }

  test('a result is the same in all four formats, saved or by the line that is copied', async () => {
    const { page, complaints } = await app.open(`results/${batchId}`, { clipboard: true })
    const { data } = AggregatedData.parse(await app.get(`/batch/data/${batchId}/aggregated?limit=10000`))
    for (const saved of [savedFile, copiedFile]) await expectFiles(page, data, saved)
    expect(complaints).toEqual([])
  })

  test('its raw rows are, too', async () => {
    const { page, complaints } = await app.open(`results/${batchId}?tab=rows`, { clipboard: true })
    const { data, page: told } = BatchData.parse(await app.get(`/batch/data/${batchId}?limit=10000`))
    expect(told.hasMore).toBe(false)
    for (const saved of [savedFile, copiedFile]) await expectFiles(page, data, saved)
    expect(complaints).toEqual([])
  })
})

/** A CSV cell as what the API has there: numbers by their value, lists from their JSON. */
function fromCsv(cell: unknown, wanted: Row[string] | undefined): unknown {
  if (typeof cell !== 'string') return cell
  if (typeof wanted === 'boolean') return cell === 'true' || (cell === 'false' ? false : cell)
  if (typeof wanted === 'number') return Number(cell)
  return Array.isArray(wanted) ? (JSON.parse(cell) as unknown) : cell
}
