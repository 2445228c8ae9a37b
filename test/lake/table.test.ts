import { copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createParquetPort } from '../../src/main/duckdb/parquet'
import { openSession, type Session } from '../../src/main/duckdb/session'
import { openLake } from '../../src/main/lake/lake'
import type { Lake, NewFile } from '../../src/main/lake/ports'
import { deltaSchemaOf } from '../../src/main/lake/schema'

const COLUMNS = deltaSchemaOf([
  { name: 'id', kind: 'int64' },
  { name: 'name', kind: 'string' },
  { name: 'at', kind: 'timestamp' },
  { name: 'day', kind: 'date' },
])

let root: string
let session: Session
let lake: Lake

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'millrace-lake-'))
  session = await openSession({ threads: 1, memoryLimit: 256 * 2 ** 20, folders: [root] })
  lake = open()
})
afterEach(async () => {
  await lake.close()
  await session.close()
  await rm(root, { recursive: true, force: true })
})

function open(): Lake {
  return openLake({ parquet: createParquetPort(session), engineInfo: 'test', checkpointEvery: 5 })
}

function file(path: string, day: string | null, rows: number): NewFile {
  const stats = {
    numRecords: rows,
    minValues: { id: 9007199254740993n, name: 'a', at: 1_700_000_000_123_456n },
    maxValues: { id: 9223372036854775807n, name: 'z'.repeat(40), at: 1_700_000_000_123_456n },
    nullCount: { id: 0 },
  }
  return { path, partitionValues: { day }, size: 10, modificationTime: 1, stats }
}

test('a table that is not there has no snapshot', async () => {
  expect(await lake.table(join(root, 't')).snapshot()).toBeNull()
})

test('commits are read back by another instance, also through a checkpoint', async () => {
  const table = lake.table(join(root, 't'))
  await table.ensure({ columns: COLUMNS, partitionColumns: ['day'] })
  let previous: bigint | null = null
  for (let index = 0; index < 12; index++) {
    const version = 9007199254740993n + BigInt(index)
    const outcome = await table.commit({
      operation: 'WRITE',
      add: [file(`day=2026-01-01/f ${index}%é.parquet`, index === 0 ? null : '2026-01-01', index)],
      setTransactions: [{ appId: 'a', version, previous }],
    })
    expect(outcome).toMatchObject({ kind: 'committed', version: index + 1 })
    previous = version
  }
  await lake.close()
  expect(JSON.parse(await readFile(join(root, 't/_delta_log/_last_checkpoint'), 'utf8'))).toMatchObject({ version: 10 })

  for (const other of [open().table(join(root, 't')), lake.table(join(root, 't'))]) {
    const snapshot = await other.snapshot()
    expect(snapshot?.version).toBe(12)
    expect(snapshot?.files).toHaveLength(12)
    expect(snapshot?.setTransactions.get('a')).toBe(9007199254741004n)
    const first = snapshot?.files.find((one) => one.path.includes('f 0%é'))
    expect(first?.partitionValues).toEqual({ day: null })
    expect(first?.stats?.minValues).toEqual({ id: 9007199254740993n, name: 'a', at: 1_700_000_000_123_000n })
    expect(first?.stats?.maxValues['id']).toBe(9223372036854775807n)
    expect(first?.stats?.maxValues['name']).toBe('z'.repeat(31) + '{')
  }
  const old = await open().table(join(root, 't')).snapshot(3)
  expect(old?.files).toHaveLength(3)
  await expect(open().table(join(root, 't')).snapshot(99)).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' })
})

test('a checkpoint that comes due while another is being written is written after it', async () => {
  const parquet = createParquetPort(session)
  let letGo: () => void = () => undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  const slow = openLake({
    parquet: {
      ...parquet,
      async writeCheckpoint(source, target) {
        await held
        await parquet.writeCheckpoint(source, target)
      },
    },
    engineInfo: 'test',
    checkpointEvery: 5,
  })
  const table = slow.table(join(root, 't'))
  await table.ensure({ columns: COLUMNS, partitionColumns: ['day'] })
  const commit = (name: string) => table.commit({ operation: 'WRITE', add: [file(name, '2026-01-01', 1)] })
  // Version 5 waits; of 10 and 15, which come due meanwhile, the newest is enough.
  for (let version = 1; version <= 17; version++) await commit(`f${version}`)
  const closed = slow.close()
  letGo()
  await closed
  const names = await readdir(join(root, 't/_delta_log'))
  expect(names.filter((name) => name.endsWith('.checkpoint.parquet')).sort()).toEqual([
    '00000000000000000005.checkpoint.parquet',
    '00000000000000000015.checkpoint.parquet',
  ])
})

test('a txn is a compare-and-set: a second writer with the same base is told', async () => {
  const ours = lake.table(join(root, 't'))
  await ours.ensure({ columns: COLUMNS, partitionColumns: [] })
  const theirs = open().table(join(root, 't'))
  await theirs.commit({ operation: 'WRITE', setTransactions: [{ appId: 'p', version: 5n, previous: null }] })
  const outcome = await ours.commit({
    operation: 'WRITE',
    setTransactions: [{ appId: 'p', version: 9n, previous: null }],
  })
  expect(outcome).toMatchObject({ kind: 'conflict', reason: 'same_transaction' })
  expect((await ours.snapshot())?.version).toBe(1)
})

test('a removed file cannot be removed again, and an append passes', async () => {
  const table = lake.table(join(root, 't'))
  await table.ensure({ columns: COLUMNS, partitionColumns: ['day'] })
  await table.commit({ operation: 'WRITE', add: [file('a', '2026-01-01', 1)] })
  const added = (await table.snapshot())?.files ?? []
  expect(await table.commit({ operation: 'DELETE', remove: added })).toMatchObject({ kind: 'committed' })
  expect(await table.commit({ operation: 'DELETE', remove: added })).toMatchObject({
    kind: 'conflict',
    reason: 'file_removed',
  })
})

test('columns are added with the write that needs them', async () => {
  const table = lake.table(join(root, 't'))
  await table.ensure({ columns: COLUMNS, partitionColumns: [] })
  await table.commit({
    operation: 'WRITE',
    addColumns: deltaSchemaOf([{ name: 'extra', kind: 'string' }]),
    add: [file('a', null, 1)],
  })
  expect((await table.snapshot())?.schema.map((field) => field.name)).toEqual(['id', 'name', 'at', 'day', 'extra'])
})

test('a newest commit torn at any byte is an error, and the version before still reads', async () => {
  const path = join(root, 't')
  const table = lake.table(path)
  await table.ensure({ columns: COLUMNS, partitionColumns: ['day'] })
  await table.commit({ operation: 'WRITE', add: [file('a', '2026-01-01', 1)] })
  const commit = join(path, '_delta_log/00000000000000000001.json')
  const whole = await readFile(commit)
  const copy = join(root, 'whole.json')
  await copyFile(commit, copy)
  // The last byte is the newline after a complete action: without it the commit is still whole.
  for (let length = 0; length < whole.length - 1; length++) {
    await copyFile(copy, commit)
    await truncate(commit, length)
    await expect(open().table(path).snapshot(), `cut at ${length}`).rejects.toMatchObject({ code: 'TABLE_CORRUPT' })
  }
  expect((await open().table(path).snapshot(0))?.version).toBe(0)
})

test('a gap in the log is an error', async () => {
  const path = join(root, 't')
  const table = lake.table(path)
  await table.ensure({ columns: COLUMNS, partitionColumns: [] })
  for (let index = 0; index < 3; index++) await table.commit({ operation: 'WRITE', add: [file(`f${index}`, null, 1)] })
  await rm(join(path, '_delta_log/00000000000000000002.json'))
  await expect(open().table(path).snapshot()).rejects.toMatchObject({ code: 'TABLE_CORRUPT' })
})

test('a newer protocol is refused by the name of its feature', async () => {
  const path = join(root, 't')
  await lake.table(path).ensure({ columns: COLUMNS, partitionColumns: [] })
  const commit = join(path, '_delta_log/00000000000000000001.json')
  await writeFile(
    commit,
    '{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["variantType"],"writerFeatures":["variantType"]}}\n',
  )
  await expect(open().table(path).snapshot()).rejects.toMatchObject({
    code: 'UNSUPPORTED_PROTOCOL',
    message: expect.stringContaining('variantType') as unknown,
  })
})
