import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ANALYSIS_NAMES } from '../../src/shared/batch'
import { TRANSACTION_FIELDS } from '../../src/shared/transaction'
import { quoteText } from '../../src/main/sql'
import type { OwnedEngine } from '../../src/main/engine'
import { sqlType } from '../../src/main/duckdb/scan-sql'
import { deltaSchemaOf } from '../../src/main/lake/schema'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { expectedRows, SPARK_GOLDEN } from '../support/golden'

/** 300 rows on three dates, less 3 by id, 8 of customer c5 and 10 by a range of ids, each by a deletion vector. */
const ROWS = 279
const ALL = { startDate: '2026-01-01', endDate: '2026-01-03' } as const

let theirs: TestFolder
let ours: TestFolder

beforeEach(async () => {
  theirs = await openTestFolder()
  ours = await openTestFolder()
})
afterEach(async () => {
  await theirs.remove()
  await ours.remove()
})

async function putTable(folder: TestFolder, name: string): Promise<string> {
  const root = folder.loaded.config.delta.streamTransactionsPath
  await cp(join(SPARK_GOLDEN, name), root, { recursive: true })
  return root
}

/** The same rows in a table that Millrace wrote. */
async function writeOurs(folder: TestFolder, name: string): Promise<void> {
  const base = folder.loaded.config.delta.basePath
  const file = join(base, 'expected.jsonl')
  await cp(expectedRows(name), file)
  const fields = deltaSchemaOf(TRANSACTION_FIELDS)
  const columns = fields.map((field) => `${field.name}: ${quoteText(sqlType(field.type))}`).join(', ')
  const names = fields.map((field) => field.name).join(', ')
  await folder.writeSql(
    `SELECT ${names} FROM read_json(${quoteText(file)}, format = 'newline_delimited', columns = {${columns}})`,
  )
}

async function everything(engine: OwnedEngine, filters?: Record<string, string>) {
  const record = await runBatch(engine, {
    ...ALL,
    analysisType: 'full_report',
    ...(filters === undefined ? {} : { filters }),
  })
  expect(record).toMatchObject({ status: 'COMPLETED' })
  const page = await engine.batch.raw(record.batchId, { limit: 1000, offset: 0 })
  const rows = page.data.map(({ batch_id, processing_timestamp, ...row }) => {
    expect(batch_id).toBe(record.batchId)
    expect(processing_timestamp).toBe(record.startTime)
    return row
  })
  const analyses = []
  for (const name of ANALYSIS_NAMES)
    analyses.push(await engine.batch.aggregated(record.batchId, name, { limit: 1000, offset: 0 }))
  return {
    batchId: record.batchId,
    rowCount: record.rowCount,
    rows,
    analyses: analyses.map((analysis) => rounded({ ...analysis, batchId: '' })),
  }
}

/** An average depends in its last digits on the order of the rows. */
function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, one: unknown) =>
    typeof one === 'number' ? Number(one.toPrecision(12)) : one,
  )
}

for (const name of ['transactions_deletion_vectors', 'transactions_name_mapping', 'transactions_id_mapping']) {
  describe(name, () => {
    test('gives each analysis, page and filter what the same rows give in a table of ours', async () => {
      await putTable(theirs, name)
      await writeOurs(ours, name)
      const [foreign, own] = [await theirs.engine(), await ours.engine()]
      for (const filters of [
        undefined,
        { region: 'web' },
        { channel: 'north' },
        { category: 'books', quantity: '2' },
      ]) {
        const { batchId, ...found } = await everything(foreign, filters)
        const { batchId: other, ...wanted } = await everything(own, filters)
        expect(found).toEqual(wanted)
        if (filters === undefined) expect(found.rowCount).toBe(ROWS)
        for (const engine of [foreign, own]) {
          const report = await engine.lake.verify(`${engine === foreign ? batchId : other}/raw`)
          expect(report).toMatchObject({ ok: true, rows: wanted.rowCount })
        }
      }
    })

    test('leaves a raw snapshot that is a plain table, whatever becomes of the source', async () => {
      const root = await putTable(theirs, name)
      const engine = await theirs.engine()
      const { batchId, rows } = await everything(engine)
      await rm(root, { recursive: true })
      const info = await engine.lake.info(`${batchId}/raw`)
      expect(info).toMatchObject({ minReaderVersion: 1, minWriterVersion: 2, rows: ROWS })
      const again = await engine.batch.raw(batchId, { limit: 1000, offset: 0 })
      expect(again.data).toHaveLength(rows.length)
    })

    test('is told and verified with the rows that are left', async () => {
      const root = await putTable(theirs, name)
      const engine = await theirs.engine()
      expect(await engine.lake.info('transactions')).toMatchObject({ rows: ROWS, millraceOwned: false })
      expect(await engine.lake.verify('transactions')).toMatchObject({ ok: true, rows: ROWS, findings: [] })
      for (const file of await readdir(root)) if (file.startsWith('deletion_vector')) await rm(join(root, file))
      const report = await engine.lake.verify('transactions')
      expect(report.ok).toBe(false)
      expect(report.findings[0]).toMatchObject({ kind: 'unreadable_deletion_vector' })
      const failed = await runBatch(engine, { ...ALL, analysisType: 'fraud_analysis' })
      expect(failed.status).toBe('FAILED')
      expect(failed.errorMessage).toContain('deletion vector')
    })

    test('takes no stream and no seed: they are refused by the name of the feature, and nothing is written', async () => {
      const root = await putTable(theirs, name)
      const before = await readdir(root, { recursive: true })
      const refusal = {
        code: 'UNSUPPORTED_PROTOCOL',
        message: expect.stringMatching(/deletionVectors|columnMapping/) as unknown,
      }
      const engine = await theirs.engine()
      await expect(engine.stream.start({ source: 'sample', rate: 100 })).rejects.toMatchObject(refusal)
      await expect(theirs.seed(10, 1)).rejects.toMatchObject(refusal)
      expect(await readdir(root, { recursive: true })).toEqual(before)
    })
  })
}

test('files without a deletion vector are still linked, the others are rewritten', async () => {
  const root = await putTable(theirs, 'transactions_deletion_vectors')
  const engine = await theirs.engine()
  // Version 1: three files, before anything was deleted; version 4: six, and three rows of one are deleted.
  for (const [version, rows, linked] of [
    [1, 240, 3],
    [4, 297, 5],
  ] as const) {
    const record = await runBatch(engine, { ...ALL, analysisType: 'revenue_by_category', tableVersion: version })
    expect(record).toMatchObject({ status: 'COMPLETED', rowCount: rows })
    const raw = join(theirs.loaded.config.delta.batchBasePath, record.batchId, 'raw')
    const names = (await readdir(raw, { recursive: true })).filter((name) => /\d-part-.*parquet$/.test(name))
    expect(names, `version ${version} of ${root}`).toHaveLength(linked)
  }
})

test('a table of ours that another engine has put deletion vectors on is refused where it is read as plain files', async () => {
  const folder = theirs
  const engine = await folder.engine()
  await engine.stream.start({ source: 'sample', rate: 100 })
  await engine.stream.stop()
  const root = folder.loaded.config.delta.deadLettersPath
  const log = join(root, '_delta_log')
  const golden = join(SPARK_GOLDEN, 'transactions_deletion_vectors/_delta_log')
  const lines = (await readFile(join(golden, `${'4'.padStart(20, '0')}.json`), 'utf8')).split('\n')
  const add = lines.find((line) => line.includes('"deletionVector"')) ?? ''
  const next = (await readdir(log)).filter((file) => /^\d{20}\.json$/.test(file)).length
  const protocol = `{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]}}`
  await writeFile(join(log, `${String(next).padStart(20, '0')}.json`), `${protocol}\n${add}\n`)
  const query = { limit: 10, offset: 0 }
  await expect(engine.stream.deadLetters(query)).rejects.toMatchObject({
    code: 'UNSUPPORTED_PROTOCOL',
    message: expect.stringContaining('deletionVectors') as unknown,
  })
  await expect(engine.stream.start({ source: 'sample', rate: 100 })).rejects.toMatchObject({
    code: 'UNSUPPORTED_PROTOCOL',
  })
})
