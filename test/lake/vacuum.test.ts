import { mkdir, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OwnedEngine } from '../../src/main/engine'
import { createPins } from '../../src/main/lake/pins'
import type { LakeTable, Snapshot } from '../../src/main/lake/ports'
import { deltaSchemaOf } from '../../src/main/lake/schema'
import { IN_FLIGHT_MS, planVacuum, vacuumTable, type StoredFile } from '../../src/main/lake/vacuum'
import { contentsOf, type Contents } from '../support/contents'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { millrace } from '../support/process'
import { day } from '../support/day'
import { writeSmallFiles } from '../support/small-files'
import { fileOf, snapshotOf } from '../support/snapshot'

let folder: TestFolder
let root: string

beforeEach(async () => {
  folder = await openTestFolder()
  root = folder.loaded.config.delta.streamTransactionsPath
})
afterEach(() => folder.remove())

const HOUR = 3_600_000
const NOW = 100 * 24 * HOUR
/** Nothing that left the table stays. */
const NOW_GONE = { retention: '0s', allowShortRetention: true }

function snapshotWith(live: readonly string[], removed: Readonly<Record<string, number>>): Snapshot {
  return snapshotOf({
    files: live.map((path) => fileOf({ path })),
    tombstones: Object.entries(removed).map(([path, deletionTimestamp]) => ({
      path,
      deletionTimestamp,
      dataChange: false,
    })),
  })
}

const stored = (path: string, hoursOld: number): StoredFile => ({
  path: `/t/${path}`,
  bytes: 1,
  modifiedAt: NOW - hoursOld * HOUR,
})

test('only what is neither live nor kept by a tombstone, and old enough, may go', () => {
  const snapshot = snapshotWith(['live.parquet'], { 'just.parquet': NOW - HOUR, 'long.parquet': NOW - 200 * HOUR })
  const files = [
    stored('live.parquet', 1000),
    stored('just.parquet', 1000),
    stored('long.parquet', 1000),
    stored('crashed.parquet', 169),
    stored('in-flight.parquet', 167),
  ]
  const planned = (retentionMs: number) =>
    planVacuum(snapshot, files, { retentionMs, now: NOW }).map((file) => file.path)
  expect(planned(7 * 24 * HOUR)).toEqual(['/t/long.parquet', '/t/crashed.parquet'])
  expect(planned(0)).toEqual(['/t/just.parquet', '/t/long.parquet', '/t/crashed.parquet', '/t/in-flight.parquet'])
})

test('a file that no commit names is taken for a write under way for a day, whatever the retention', () => {
  const files = [stored('young.parquet', IN_FLIGHT_MS / HOUR - 1), stored('old.parquet', IN_FLIGHT_MS / HOUR + 1)]
  expect(planVacuum(snapshotWith([], {}), files, { retentionMs: 0, now: NOW })).toMatchObject([
    { path: '/t/old.parquet' },
  ])
})

test('where a live file is not found, or named by an absolute path, nothing goes', () => {
  const plan = (live: string) => () =>
    planVacuum(snapshotWith([live], {}), [stored('other.parquet', 1000)], { retentionMs: 0, now: NOW })
  expect(plan('a.parquet')).toThrow(expect.objectContaining({ code: 'TABLE_CORRUPT' }) as Error)
  expect(plan('/elsewhere/a.parquet')).toThrow(expect.objectContaining({ code: 'TABLE_INVALID' }) as Error)
})

test('a pin and a deletion decide one before the other', () => {
  const pins = createPins()
  const release = pins.pin(['a', 'b'])
  const again = pins.pin(['a'])
  expect(pins.letGo('a')).toBe(false)
  release()
  release()
  expect(pins.isPinned('a')).toBe(true)
  again()
  expect(pins.letGo('a')).toBe(true)
  pins.pin(['a'])
  expect(pins.isGoing('a')).toBe(true)
  expect(pins.isGoing('b')).toBe(false)
})

/** Six small files of each of two closed dates, compacted: twelve files that left the table. */
async function compacted(): Promise<OwnedEngine> {
  await writeSmallFiles(folder, 6, [day(3), day(2)])
  const engine = await folder.engine()
  await engine.lake.compact('transactions')
  return engine
}

async function parquetFiles(): Promise<string[]> {
  return (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.parquet') && !name.startsWith('_'))
}

function contents(): Promise<Contents> {
  return folder.lake(async ({ lake, session }) => {
    const snapshot = await lake.table(root).snapshot()
    if (snapshot === null) throw new Error('no table')
    return contentsOf(session, snapshot)
  })
}

test('within the retention nothing goes; a short one needs a word; a dry run only lists', async () => {
  const engine = await compacted()
  const before = await contents()
  expect(await engine.lake.vacuum('transactions', {})).toMatchObject({
    files: 0,
    retentionMs: 7 * 24 * HOUR,
    listed: [],
  })
  await expect(engine.lake.vacuum('transactions', { retention: '6d' })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringContaining('allowShortRetention') as unknown,
  })
  const dry = await engine.lake.vacuum('transactions', { retention: '0s', dryRun: true })
  expect(dry).toMatchObject({ dryRun: true, files: 12, pinned: 0 })
  expect(dry.bytes).toBe(dry.listed.reduce((sum, file) => sum + file.bytes, 0))
  expect(dry.listed.every((file) => file.path.startsWith(root) && file.removedAt !== null)).toBe(true)
  expect(await parquetFiles()).toHaveLength(14)
  expect(await engine.lake.vacuum('transactions', NOW_GONE)).toMatchObject({
    dryRun: false,
    files: 12,
    bytes: dry.bytes,
  })
  expect(await parquetFiles()).toHaveLength(2)
  expect(await engine.lake.info('transactions')).toMatchObject({ removedFiles: 0, removedBytes: 0 })
  expect(await contents()).toEqual(before)
  expect(await engine.lake.verify('transactions')).toMatchObject({ files: 2, rows: 240 })
})

test('a file that is committed while a vacuum lists the folder is live', async () => {
  await compacted()
  await folder.lake(async ({ lake }) => {
    const table = lake.table(root)
    let looks = 0
    const during: LakeTable = {
      ...table,
      async snapshot() {
        if (++looks === 2) {
          const path = join(root, 'late.parquet')
          await writeFile(path, 'x')
          await table.commit({
            operation: 'WRITE',
            add: [{ path, partitionValues: { event_date: day(1) }, size: 1, modificationTime: 1, stats: null }],
          })
        }
        return table.snapshot()
      },
    }
    const { deleted } = (await vacuumTable(during, { retentionMs: 0, dryRun: false, now: Date.now() })) ?? {}
    expect(deleted).toHaveLength(12)
    expect((await stat(join(root, 'late.parquet'))).size).toBe(1)
  })
})

test('a live file that stands in the folder under another name is not taken for a leftover', async () => {
  await folder.lake(async ({ lake }) => {
    const table = lake.table(root)
    await table.ensure({ columns: deltaSchemaOf([{ name: 'id', kind: 'int64' }]), partitionColumns: [] })
    await mkdir(join(root, 'b'))
    const stored = join(root, 'b/live.parquet')
    await writeFile(stored, 'x')
    await utimes(stored, 1, 1)
    await symlink('b', join(root, 'a'))
    const path = 'a/live.parquet'
    await table.commit({
      operation: 'WRITE',
      add: [{ path, partitionValues: {}, size: 1, modificationTime: 1, stats: null }],
    })
    await expect(vacuumTable(table, { retentionMs: 0, dryRun: false, now: Date.now() })).rejects.toMatchObject({
      code: 'TABLE_CORRUPT',
    })
    expect((await stat(stored)).size).toBe(1)
  })
})

test('a partition column may begin as a hidden name does', async () => {
  const files = join(root, '_day=2026-01-01')
  await mkdir(files, { recursive: true })
  await writeFile(join(files, 'live.parquet'), 'x')
  await folder.lake(async ({ lake }) => {
    const table = lake.table(root)
    const columns = deltaSchemaOf([
      { name: 'id', kind: 'int64' },
      { name: '_day', kind: 'date' },
    ])
    await table.ensure({ columns, partitionColumns: ['_day'] })
    const path = '_day=2026-01-01/live.parquet'
    await table.commit({
      operation: 'WRITE',
      add: [{ path, partitionValues: { _day: '2026-01-01' }, size: 1, modificationTime: 1, stats: null }],
    })
    expect(await vacuumTable(table, { retentionMs: 0, dryRun: false, now: Date.now() })).toMatchObject({ deleted: [] })
  })
})

test('what a killed writer left goes when it is old; hidden and foreign files stay', async () => {
  const engine = await compacted()
  const old = new Date(Date.now() - 8 * 24 * HOUR)
  for (const name of ['orphan.parquet', 'young.parquet', '.hidden.parquet', '_metadata.parquet', 'notes.txt']) {
    await writeFile(join(root, name), 'x')
    if (name !== 'young.parquet') await utimes(join(root, name), old, old)
  }
  expect(await engine.lake.vacuum('transactions', {})).toMatchObject({
    files: 1,
    bytes: 1,
    listed: [{ path: join(root, 'orphan.parquet'), removedAt: null }],
  })
  for (const name of ['young.parquet', '.hidden.parquet', '_metadata.parquet', 'notes.txt'])
    expect((await stat(join(root, name))).size).toBe(1)
})

test('a batch at an old version keeps its files until it has ended; then that version is refused at submit', async () => {
  const engine = await compacted()
  const request = { startDate: day(3), endDate: day(2), analysisType: 'full_report', tableVersion: 4 } as const
  const { batchId } = await engine.batch.submit(request)
  // The batch may have ended in between: then nothing is pinned, and its results are its own.
  const first = await engine.lake.vacuum('transactions', NOW_GONE)
  expect(first.files + first.pinned).toBe(12)
  let record = await engine.batch.record(batchId)
  while (record.status === 'PENDING' || record.status === 'RUNNING') record = await engine.batch.record(batchId)
  expect(record).toMatchObject({ status: 'COMPLETED', rowCount: 160 })
  expect(await engine.lake.vacuum('transactions', NOW_GONE)).toMatchObject({ files: first.pinned, pinned: 0 })
  await expect(engine.batch.submit(request)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: expect.stringMatching(/^tableVersion: version 4 .*vacuum/) as unknown,
  })
  await expect(
    engine.batch.submit({ ...request, tableVersion: undefined, asOf: new Date(0).toISOString() }),
  ).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  // A stored result does not need the source.
  expect((await engine.batch.raw(batchId, { limit: 200, offset: 0 })).data).toHaveLength(160)
  expect(await runBatch(engine, { ...request, tableVersion: undefined })).toMatchObject({
    status: 'COMPLETED',
    rowCount: 240,
  })
})

test('batches while compaction and vacuum run over and over always see the whole table', async () => {
  await writeSmallFiles(folder, 2, [day(3), day(2)])
  const engine = await folder.engine()
  const ended = { care: false }
  let rows = 80
  const care = (async () => {
    for (let round = 2; round < 8; round++) {
      await folder.write([{ transaction_id: `r${round}`, event_timestamp: `${day(2)}T01:00:00Z` }])
      rows++
      await engine.lake.compact('transactions')
      await engine.lake.vacuum('transactions', NOW_GONE)
    }
  })().finally(() => {
    ended.care = true
  })
  const counts: number[] = []
  do {
    const record = await runBatch(engine, { startDate: day(3), endDate: day(2), analysisType: 'payment_analysis' })
    expect(record).toMatchObject({ status: 'COMPLETED' })
    counts.push(record.rowCount ?? 0)
  } while (!ended.care)
  await care
  expect(counts).toEqual([...counts].sort((left, right) => left - right))
  expect(counts[0]).toBeGreaterThanOrEqual(80)
  expect(await engine.lake.info('transactions')).toMatchObject({ rows, files: 2 })
  // The last batches may have held some.
  expect(await engine.lake.vacuum('transactions', NOW_GONE)).toMatchObject({ pinned: 0 })
  expect(await parquetFiles()).toHaveLength(2)
})

test('killed between two deletions, the table reads as before and the next vacuum goes on', async () => {
  const engine = await compacted()
  await engine.close()
  const before = await contents()
  const args = [
    'lake',
    'vacuum',
    '--retention',
    '0s',
    '--set',
    `pipeline.delta.base-path=${folder.loaded.config.delta.basePath}`,
  ]
  const short = await millrace(args)
  expect(short.code).toBe(2)
  expect(short.stderr).toContain('--allow-short-retention')
  expect((await millrace([...args, '--dry-run'])).stdout).toContain('would delete 12 files')
  const killed = await millrace([...args, '--allow-short-retention'], { MILLRACE_FAILPOINT: 'vacuum:between-files@3' })
  expect(killed.code).toBeNull()
  expect(await parquetFiles()).toHaveLength(11)
  expect(await contents()).toEqual(before)
  expect((await millrace([...args, '--allow-short-retention'])).stdout).toContain('deleted 9 files')
  expect(await contents()).toEqual(before)
})
