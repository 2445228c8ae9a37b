import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFileRewriter } from '../../src/main/duckdb/rewriter'
import { forkWorker } from '../../src/main/duckdb/worker-process'
import { openTables } from '../../src/main/lake-parts'
import { openLakeCare } from '../../src/main/tables/care'
import { planCompaction } from '../../src/main/lake/compaction-plan'
import type { LakeTable, Snapshot } from '../../src/main/lake/ports'
import { deltaSchemaOf } from '../../src/main/lake/schema'
import { SILENT } from '../../src/main/log/logger'
import { contentsOf, type Contents } from '../support/contents'
import { openTestFolder, runBatch, WORKER_SCRIPT, type TestFolder } from '../support/engine'
import { millrace } from '../support/process'
import { day } from '../support/day'
import { writeSmallFiles } from '../support/small-files'
import { fileOf, snapshotOf } from '../support/snapshot'
import { until } from '../support/until'

let folder: TestFolder
let root: string

beforeEach(async () => {
  folder = await openTestFolder()
  root = folder.loaded.config.delta.streamTransactionsPath
})
afterEach(() => folder.remove())

function contents(version?: number): Promise<Contents> {
  return folder.lake(async ({ lake, session }) => {
    const snapshot = await lake.table(root).snapshot(version)
    if (snapshot === null) throw new Error('no table')
    return contentsOf(session, snapshot)
  })
}

const MB = 2 ** 20
const NOW = { today: '2026-03-10', quietSince: null }

/** A snapshot with files of these sizes (bytes) a date. */
function snapshotWith(sizes: Readonly<Record<string, readonly number[]>>, modificationTime = 1): Snapshot {
  const files = Object.entries(sizes).flatMap(([date, list]) =>
    list.map((size, index) => {
      const partitionValues = { event_date: date === 'null' ? null : date }
      return fileOf({ path: `${date}/${index}`, partitionValues, size, modificationTime })
    }),
  )
  const schema = deltaSchemaOf([{ name: 'event_date', kind: 'date' }])
  return snapshotOf({ partitionColumns: ['event_date'], schema, files })
}

const many = (count: number, size: number) => Array.from({ length: count }, () => size)

test.each<[string, Readonly<Record<string, readonly number[]>>, Record<string, number[]>]>([
  ['a closed date with two small files', { '2026-03-09': [MB, 2 * MB] }, { '2026-03-09': [2] }],
  ['a closed date with one file', { '2026-03-09': [MB] }, {}],
  ['a closed date with one small and one large file', { '2026-03-09': [MB, 100 * MB] }, {}],
  ['today with 50 files', { '2026-03-10': many(50, MB) }, {}],
  ['today with 51 files', { '2026-03-10': many(51, MB) }, { '2026-03-10': [51] }],
  ['a date to come', { '2026-03-11': many(2, MB) }, {}],
  ['a date past the year 9999, as Spark writes it', { '+10000-01-01': many(2, MB) }, {}],
  ['a date before the year 0', { '-0001-12-31': many(2, MB) }, { '-0001-12-31': [2] }],
  ['rows without a date', { null: many(3, MB) }, {}],
  ['rows without a date past 50 files', { null: many(60, MB) }, { null: [60] }],
  ['a very large date, in parts', { '2026-03-09': many(100, 30 * MB) }, { '2026-03-09': [34, 34, 32] }],
])('%s', (_name, sizes, wanted) => {
  const planned: Record<string, number[]> = {}
  for (const unit of planCompaction(snapshotWith(sizes), NOW))
    planned[String(unit.date)] = [...(planned[String(unit.date)] ?? []), unit.files.length]
  expect(planned).toEqual(wanted)
})

test('a closed date that just got a late row waits, unless it has too many files', () => {
  const rules = { today: '2026-03-10', quietSince: 1000 }
  expect(planCompaction(snapshotWith({ '2026-03-09': many(3, MB) }, 2000), rules)).toHaveLength(0)
  expect(planCompaction(snapshotWith({ '2026-03-09': many(3, MB) }, 900), rules)).toHaveLength(1)
  expect(planCompaction(snapshotWith({ '2026-03-09': many(51, MB) }, 2000), rules)).toHaveLength(1)
})

test('closed dates become one file each, row for row, with statistics and lineage; a second time there is nothing to do', async () => {
  await writeSmallFiles(folder, 6, [day(3), day(2), day(0)])
  const engine = await folder.engine()
  const before = await contents()
  const verified = await engine.lake.verify('transactions')
  expect(verified).toMatchObject({ rows: 360, offsets: 360 })
  const request = { startDate: day(5), endDate: day(0), analysisType: 'full_report' } as const
  const first = await runBatch(engine, request)
  expect(await engine.lake.info('transactions')).toMatchObject({
    files: 18,
    smallFiles: 18,
    compactableFiles: 12,
    removedFiles: 0,
    dates: { from: day(3), to: day(0) },
  })

  const report = await engine.lake.compact('transactions')
  expect(report).toMatchObject({ table: 'transactions', filesRemoved: 12, filesAdded: 2, dates: [day(3), day(2)] })
  expect(report.bytesAfter).toBeLessThan(report.bytesBefore)
  expect(await engine.lake.info('transactions')).toMatchObject({
    version: report.version,
    rows: 360,
    files: 8,
    compactableFiles: 0,
    removedFiles: 12,
    removedBytes: report.bytesBefore,
  })
  expect(await contents()).toEqual(before)
  expect((await engine.lake.verify('transactions')).findings).toEqual(verified.findings)
  expect((await engine.lake.history('transactions', 1))[0]).toMatchObject({
    operation: 'OPTIMIZE',
    filesAdded: 1,
    filesRemoved: 6,
  })

  const files = await folder.lake(async ({ lake }) => (await lake.table(root).snapshot())?.files ?? [])
  const compacted = files.find((file) => file.partitionValues['event_date'] === day(3))
  expect(compacted).toMatchObject({ dataChange: false, partitionValues: { event_date: day(3) } })
  expect(compacted?.path.startsWith(`event_date=${day(3)}/`)).toBe(true)
  expect(compacted?.stats).toMatchObject({
    numRecords: 120,
    minValues: { category: 'books', kafka_offset: 0n, kafka_partition: 100 },
    maxValues: { category: 'grocery', kafka_offset: 119n },
    nullCount: { fraud_score: 24, transaction_id: 0 },
  })

  const second = await runBatch(engine, request)
  expect(second.rowCount).toBe(first.rowCount)
  const page = { limit: 1000, offset: 0 }
  const answers = await Promise.all([first, second].map(({ batchId }) => engine.batch.aggregated(batchId, null, page)))
  expect(answers[1]).toMatchObject({
    analyses: answers[0] === undefined ? null : 'analyses' in answers[0] ? answers[0].analyses : null,
  })
  expect(await engine.lake.compact('transactions')).toEqual({
    table: 'transactions',
    version: null,
    filesRemoved: 0,
    filesAdded: 0,
    bytesBefore: 0,
    bytesAfter: 0,
    dates: [],
  })
  expect(await engine.lake.compact(`${first.batchId}/raw`)).toMatchObject({ version: null, filesRemoved: 0 })
})

test('today past 50 files of a stream is compacted while the stream goes on, and the audit still agrees', async () => {
  const other = await openTestFolder(['pipeline.stream.trigger-interval=20ms'])
  try {
    const engine = await other.engine()
    await engine.stream.start({ source: 'sample', rate: 1000 })
    await until(
      () => engine.lake.info('transactions'),
      (info) => info.compactableFiles > 50,
    )
    const report = await engine.lake.compact('transactions')
    expect(report.filesRemoved).toBeGreaterThan(50)
    expect(report.filesAdded).toBe(report.dates.length)
    await engine.stream.stop()
    expect(await engine.lake.verify('transactions')).toMatchObject({ ok: true, stream: { differences: [] } })
    // The dashboard is rebuilt from compacted files as from small ones.
    await engine.stream.start({ source: 'sample', rate: 1000 })
    await until(
      () => engine.stream.status(),
      (status) => status.totals.rows > 0,
    )
    await engine.stream.stop()
    expect(await engine.lake.verify('transactions')).toMatchObject({ ok: true })
  } finally {
    await other.remove()
  }
})

test('appends pass while a compaction runs, and batches at once give the whole table each time', async () => {
  await writeSmallFiles(folder, 8, [day(4), day(3), day(2), day(1)])
  const engine = await folder.engine()
  await engine.stream.start({ source: 'sample', rate: 2000 })
  await until(
    () => engine.stream.status().totals.rows,
    (rows) => rows > 0,
  )
  const ended = { compaction: false }
  const compaction = engine.lake.compact('transactions').finally(() => {
    ended.compaction = true
  })
  let batches = 0
  do {
    const record = await runBatch(engine, { startDate: day(4), endDate: day(1), analysisType: 'channel_performance' })
    expect(record).toMatchObject({ status: 'COMPLETED', rowCount: 640 })
    batches++
  } while (!ended.compaction)
  expect(await compaction).toMatchObject({ filesRemoved: 32, filesAdded: 4 })
  const committed = engine.stream.status().totals.rows
  await until(
    () => engine.stream.status(),
    (status) => status.totals.rows > committed && status.reason === null,
  )
  await engine.stream.stop()
  const report = await engine.lake.verify('transactions')
  expect(report.findings.filter((finding) => finding.kind !== 'offset_beyond_txn')).toEqual([])
  expect(batches).toBeGreaterThan(0)
})

test('two compactions of other processes and an append at the same time lose nothing', async () => {
  await writeSmallFiles(folder, 5, [day(3), day(2)])
  const before = await contents()
  const args = ['lake', 'compact', '--json', '--set', `pipeline.delta.base-path=${folder.loaded.config.delta.basePath}`]
  const [one, two] = await Promise.all([millrace(args), millrace(args), writeSmallFiles(folder, 1, [day(0)])])
  expect([one.code, two.code]).toEqual([0, 0])
  const removed = [one, two].map(({ stdout }) => (JSON.parse(stdout) as { filesRemoved: number }).filesRemoved)
  expect(removed.reduce((sum, count) => sum + count, 0)).toBe(10)
  expect((await contents()).rows).toBe(before.rows + 20)
  const engine = await folder.engine()
  expect(await engine.lake.info('transactions')).toMatchObject({ files: 3 })
})

test.each([
  'compact:after-rewrite',
  'commit:before-link',
  'commit:after-link',
  'compact:after-commit',
  'compact:after-commit@2',
])('killed at %s, the table reads as before and the next compaction goes on', async (failpoint) => {
  await writeSmallFiles(folder, 4, [day(3), day(2)])
  const before = await contents()
  const args = ['lake', 'compact', '--set', `pipeline.delta.base-path=${folder.loaded.config.delta.basePath}`]
  expect((await millrace(args, { MILLRACE_FAILPOINT: failpoint })).code).toBeNull()
  expect(await contents()).toEqual(before)
  expect((await millrace(args)).code).toBe(0)
  expect(await contents()).toEqual(before)
  const engine = await folder.engine()
  expect(await engine.lake.info('transactions')).toMatchObject({ files: 2, rows: 160 })
  expect(await engine.lake.verify('transactions')).toMatchObject({ rows: 160 })
})

test('in the background our own tables are compacted, those of others only when the key says so', async () => {
  await writeSmallFiles(folder, 3, [day(3)])
  const other = join(folder.loaded.config.delta.basePath, 'other')
  await folder.lake(async (parts) => {
    const rewriter = openFileRewriter({
      script: WORKER_SCRIPT,
      launch: forkWorker,
      tempDir: folder.loaded.config.engine.tempDir,
      tempLimit: 2 ** 30,
      memoryLimit: 2 ** 30,
      folders: [folder.loaded.config.delta.basePath],
      log: SILENT,
    })
    const ours = parts.lake.table(root)
    const theirs = parts.lake.table(other)
    await adopt(ours, theirs)
    const filesOf = async (table: LakeTable) => (await table.snapshot())?.files.length ?? 0
    const options = { rewriter, parquet: parts.parquet, retentionMs: 0, log: SILENT, lookMs: 20 }
    // An hour later both are quiet.
    const now = () => Date.now() + 3_600_000
    const tables = new Map([
      ['theirs', theirs],
      ['ours', ours],
    ])
    const off = openLakeCare({ ...options, now })
    off.watch(tables, 'off')
    const own = openLakeCare({ ...options, now })
    own.watch(tables, 'own')
    await until(
      () => filesOf(ours),
      (files) => files === 1,
    )
    await own.close()
    await off.close()
    expect(await filesOf(theirs)).toBe(3)
    const all = openLakeCare({ ...options, now })
    all.watch(tables, 'all')
    await until(
      () => filesOf(theirs),
      (files) => files === 1,
    )
    await all.close()
    await rewriter.close()
  })

  /** The same files in a table whose log does not say that it is ours. */
  async function adopt(ours: LakeTable, theirs: LakeTable): Promise<void> {
    const { cp, readFile, writeFile } = await import('node:fs/promises')
    await cp(ours.root, theirs.root, { recursive: true })
    const first = join(theirs.root, '_delta_log/00000000000000000000.json')
    // Others write no checksum, and ours would rightly refuse a commit that was changed under it.
    const text = (await readFile(first, 'utf8')).replaceAll(/"millraceChecksum":"\w+",/g, '')
    await writeFile(first, text.replaceAll('Millrace', 'Apache-Spark'))
  }
})

test('stopping cancels a compaction and leaves the table as it is', async () => {
  await writeSmallFiles(folder, 3, [day(3), day(2)])
  const before = await contents()
  await folder.lake(async (parts) => {
    const tables = openTables(parts, {
      config: folder.loaded.config,
      log: SILENT,
      workerScript: WORKER_SCRIPT,
      auditStream: () => Promise.reject(new Error('not asked')),
    })
    const compaction = tables.operations.compact('transactions').catch((error: unknown) => error)
    await tables.close()
    const outcome = await compaction
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
  })
  expect(await contents()).toEqual(before)
})
