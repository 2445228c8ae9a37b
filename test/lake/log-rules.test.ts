import { expect, test } from 'vitest'
import { stringifyCommit } from '../../src/main/lake/log-entry'
import { commitName } from '../../src/main/lake/paths'
import type { CommitRequest, LakeTable, LogStore, NewFile, Snapshot } from '../../src/main/lake/ports'
import { deltaSchemaOf } from '../../src/main/lake/schema'
import { createLakeTable } from '../../src/main/lake/table'
import { beforeNextCommit, createMemoryLog, type MemoryLog } from '../support/memory-log'

const NOW = 1_767_225_600_000
const COLUMNS = deltaSchemaOf([{ name: 'id', kind: 'int64' }])
const EXTRA = deltaSchemaOf([{ name: 'extra', kind: 'string' }])

/** A writer of its own, over the same log as others. */
function openTable(log: LogStore, { readCheckpoint }: MemoryLog, now: () => number = () => NOW): LakeTable {
  return createLakeTable(log, { readCheckpoint, engineInfo: 'test', now, onCommit: () => undefined })
}

async function makeTable(configuration: Record<string, string> = {}): Promise<{ log: MemoryLog; table: LakeTable }> {
  const log = createMemoryLog()
  const table = openTable(log, log)
  await table.ensure({ columns: COLUMNS, partitionColumns: [], configuration })
  return { log, table }
}

function file(path: string, rows = 1): NewFile {
  const stats = { numRecords: rows, minValues: {}, maxValues: {}, nullCount: {} }
  return { path, partitionValues: {}, size: 10, modificationTime: 1, stats }
}

function append(...paths: readonly string[]): CommitRequest {
  return { operation: 'WRITE', add: paths.map((path) => file(path)) }
}

function compact(snapshot: Snapshot, into: string): CommitRequest {
  return { operation: 'OPTIMIZE', dataChange: false, remove: snapshot.files, add: [file(into, snapshot.files.length)] }
}

async function newestOf(table: LakeTable, version?: number): Promise<Snapshot> {
  const snapshot = await table.snapshot(version)
  if (snapshot === null) throw new Error('there is no table')
  return snapshot
}

async function pathsOf(table: LakeTable, version?: number): Promise<string[]> {
  return (await newestOf(table, version)).files.map(({ path }) => path).sort()
}

/** Commits while the request is between its look at the table and its place in the log. */
async function commitDuring(log: MemoryLog, happens: CommitRequest, request: CommitRequest) {
  const other = openTable(log, log)
  return openTable(
    beforeNextCommit(log, () => other.commit(happens)),
    log,
  ).commit(request)
}

test('where there is no log there is no table', async () => {
  const log = createMemoryLog()
  const table = openTable(log, log)
  expect(await table.snapshot()).toBeNull()
  expect(await table.versionAt(NOW)).toBeNull()
  expect(await table.changes(-1)).toEqual([])
  expect(await table.history()).toEqual([])
  await expect(table.snapshot(0)).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' })
  expect(await table.commit(append('a'))).toMatchObject({ kind: 'conflict', reason: 'table_deleted', version: -1 })
})

test('a table that two make at once is made once', async () => {
  const log = createMemoryLog()
  const made = await Promise.all(
    [openTable(log, log), openTable(log, log)].map((table) => table.ensure({ columns: COLUMNS, partitionColumns: [] })),
  )
  expect(await log.listNames()).toEqual([commitName(0)])
  expect(made[0]?.metadata).toEqual(made[1]?.metadata)
})

test('an append whose version another append took has the next one', async () => {
  const { log, table } = await makeTable()
  expect(await commitDuring(log, append('theirs'), append('ours'))).toMatchObject({ kind: 'committed', version: 2 })
  expect(await pathsOf(table, 1)).toEqual(['theirs'])
  expect(await pathsOf(table)).toEqual(['ours', 'theirs'])
})

test('an append passes a compaction', async () => {
  const { log, table } = await makeTable()
  await table.commit(append('a', 'b'))
  const optimize = compact(await newestOf(table), 'ab')
  expect(await commitDuring(log, optimize, append('c'))).toMatchObject({ kind: 'committed', version: 3 })
  expect(await pathsOf(table)).toEqual(['ab', 'c'])
})

test('a compaction passes an append', async () => {
  const { log, table } = await makeTable()
  await table.commit(append('a', 'b'))
  const optimize = compact(await newestOf(table), 'ab')
  expect(await commitDuring(log, append('c'), optimize)).toMatchObject({ kind: 'committed', version: 3 })
  expect(await pathsOf(table)).toEqual(['ab', 'c'])
})

test('of two compactions of the same files one is told, and no row is there twice', async () => {
  const { log, table } = await makeTable()
  await table.commit(append('a', 'b'))
  const before = await newestOf(table)
  expect(await commitDuring(log, compact(before, 'theirs'), compact(before, 'ours'))).toMatchObject({
    kind: 'conflict',
    reason: 'file_removed',
    version: 2,
  })
  expect(await pathsOf(table)).toEqual(['theirs'])
})

test('a schema that changes under a commit is a conflict, and one that changed before it is not', async () => {
  const { log, table } = await makeTable()
  const wider: CommitRequest = { operation: 'WRITE', addColumns: EXTRA, add: [file('a')] }
  expect(await commitDuring(log, wider, append('b'))).toMatchObject({
    kind: 'conflict',
    reason: 'metadata_changed',
    version: 1,
  })
  expect(await table.commit(append('b'))).toMatchObject({ kind: 'committed', version: 2 })
  expect((await newestOf(table)).schema.map(({ name }) => name)).toEqual(['id', 'extra'])
})

test('a column that another writer added already is not added again', async () => {
  const { log, table } = await makeTable()
  const other = openTable(log, log)
  await other.commit({ operation: 'WRITE', addColumns: EXTRA })
  expect(await table.commit({ operation: 'WRITE', addColumns: EXTRA })).toMatchObject({ kind: 'committed' })
  expect((await newestOf(table)).schema.map(({ name }) => name)).toEqual(['id', 'extra'])
  expect(log.text(commitName(2))).not.toContain('metaData')
})

test('a protocol that changes under a commit is a conflict', async () => {
  const { log } = await makeTable()
  const upgrade = stringifyCommit({ timestamp: NOW + 1, operation: 'UPGRADE' }, [
    { protocol: { minReaderVersion: 1, minWriterVersion: 1 } },
  ])
  const table = openTable(
    beforeNextCommit(log, () => log.putCommit(1, upgrade)),
    log,
  )
  expect(await table.commit(append('a'))).toMatchObject({ kind: 'conflict', reason: 'protocol_changed', version: 1 })
})

test('an offset that another writer committed is not committed again', async () => {
  const { log, table } = await makeTable()
  const from = (previous: bigint | null, path: string): CommitRequest => ({
    ...append(path),
    setTransactions: [{ appId: 'p0', version: (previous ?? 0n) + 5n, previous }],
  })
  expect(await commitDuring(log, from(null, 'theirs'), from(null, 'ours'))).toMatchObject({
    kind: 'conflict',
    reason: 'same_transaction',
    version: 1,
  })
  expect(await table.commit(from(null, 'late'))).toMatchObject({ kind: 'conflict', reason: 'same_transaction' })
  expect(await table.commit(from(5n, 'next'))).toMatchObject({ kind: 'committed', version: 2 })
  const { setTransactions } = await newestOf(table)
  expect(setTransactions).toEqual(new Map([['p0', 10n]]))
  expect(await pathsOf(table)).toEqual(['next', 'theirs'])
})

test('offsets of other partitions pass each other', async () => {
  const { log, table } = await makeTable()
  const of = (appId: string): CommitRequest => ({
    ...append(appId),
    setTransactions: [{ appId, version: 9_007_199_254_740_993n, previous: null }],
  })
  expect(await commitDuring(log, of('p0'), of('p1'))).toMatchObject({ kind: 'committed', version: 2 })
  expect([...(await newestOf(table)).setTransactions.values()]).toEqual([
    9_007_199_254_740_993n,
    9_007_199_254_740_993n,
  ])
})

test('a table that is dropped under a writer is gone for it, and made anew it is another', async () => {
  const { log, table } = await makeTable()
  await table.commit(append('a'))
  const first = await newestOf(table)
  log.drop()
  expect(await table.commit(append('b'))).toMatchObject({ kind: 'conflict', reason: 'table_deleted' })
  const other = openTable(log, log)
  await other.ensure({ columns: COLUMNS, partitionColumns: [] })
  await other.commit(append('c'))
  const again = await newestOf(table)
  expect(again.version).toBe(first.version)
  expect(again.metadata.id).not.toBe(first.metadata.id)
  expect(again.files.map(({ path }) => path)).toEqual(['c'])
})

test('a commit that nobody confirmed is read again, not written again', async () => {
  const { log } = await makeTable()
  const lost = new Error('fsync failed')
  let isSure = false
  const table = openTable(
    {
      ...log,
      async putCommit(version, content) {
        const isPlaced = await log.putCommit(version, content)
        if (!isSure) throw lost
        return isPlaced
      },
    },
    log,
  )
  const request = { ...append('a'), setTransactions: [{ appId: 'p0', version: 5n, previous: null }] }
  await expect(table.commit(request)).rejects.toBe(lost)
  isSure = true
  expect(await table.commit(request)).toMatchObject({ kind: 'conflict', reason: 'same_transaction', version: 1 })
  expect(await pathsOf(table)).toEqual(['a'])
})

test('the newest commit, empty or cut at any byte, is an error for all: never nothing, never the version before', async () => {
  const { log, table } = await makeTable()
  const seenBefore = openTable(log, log)
  await seenBefore.snapshot()
  await table.commit(append('a'))
  const name = commitName(1)
  const whole = log.text(name)
  // The last byte is the newline after a complete action: without it the commit is still whole.
  for (let length = 0; length < whole.length - 1; length++) {
    log.write(name, whole.slice(0, length))
    for (const reader of [openTable(log, log), seenBefore])
      await expect(reader.snapshot(), `cut at ${length}`).rejects.toMatchObject({ code: 'TABLE_CORRUPT' })
    await expect(openTable(log, log).commit(append('b'))).rejects.toMatchObject({ code: 'TABLE_CORRUPT' })
  }
  expect(await pathsOf(openTable(log, log), 0)).toEqual([])
  expect(await log.listNames()).toHaveLength(2)
})

test.each([
  ['in the middle', 1],
  ['at the beginning', 0],
])('a gap %s is an error that names the version', async (_where, version) => {
  const { log, table } = await makeTable()
  for (const path of ['a', 'b', 'c']) await table.commit(append(path))
  log.remove(commitName(version))
  await expect(openTable(log, log).snapshot()).rejects.toMatchObject({
    code: 'TABLE_CORRUPT',
    message: expect.stringContaining(`version ${version} is missing`) as unknown,
  })
})

test('of actions on one file the last counts, in the order of the versions', async () => {
  const { log, table } = await makeTable()
  await table.commit({ operation: 'WRITE', add: [file('a', 1), file('b', 1)] })
  await table.commit({ operation: 'DELETE', remove: (await newestOf(table)).files })
  await table.commit({ operation: 'RESTORE', add: [file('a', 7)] })
  const { files, tombstones } = await newestOf(openTable(log, log))
  expect(files.map(({ path, stats }) => [path, stats?.numRecords])).toEqual([['a', 7]])
  expect(tombstones.map(({ path }) => path)).toEqual(['b'])
})

test('a checkpoint and the commits after it give what all commits give', async () => {
  const { log, table } = await makeTable()
  await table.commit({ ...append('a', 'b'), setTransactions: [{ appId: 'p0', version: 5n, previous: null }] })
  await table.commit(compact(await newestOf(table), 'ab'))
  const name = log.checkpoint(await newestOf(table))
  await table.commit({ ...append('c'), setTransactions: [{ appId: 'p0', version: 6n, previous: 5n }] })
  const whole = await newestOf(openTable(log, log))
  log.remove(commitName(0), commitName(1), commitName(2))
  const cleaned = await newestOf(openTable(log, log))
  expect(cleaned.version).toBe(3)
  expect(cleaned.setTransactions).toEqual(new Map([['p0', 6n]]))
  expect(cleaned.metadata).toEqual(whole.metadata)
  expect(cleaned.files).toEqual(whole.files)
  expect(cleaned.tombstones.map(({ path, size }) => [path, size])).toEqual([
    ['a', 10],
    ['b', 10],
  ])
  expect(await log.listNames()).toContain(name)
})

test('a damaged checkpoint costs nothing while its commits are there, and is named when they are not', async () => {
  const { log, table } = await makeTable()
  await table.commit(append('a'))
  const older = log.checkpoint(await newestOf(table))
  await table.commit(append('b'))
  const newer = log.checkpoint(await newestOf(table))
  log.write(newer, log.text(newer).slice(0, -9))
  log.remove(commitName(0))
  expect(await pathsOf(openTable(log, log))).toEqual(['a', 'b'])
  log.write(older, '')
  await expect(openTable(log, log).snapshot()).rejects.toMatchObject({
    code: 'TABLE_CORRUPT',
    message: expect.stringContaining(newer) as unknown,
  })
})

test('a checkpoint with parts that are missing is none', async () => {
  const { log, table } = await makeTable()
  await table.commit(append('a'))
  log.write('00000000000000000001.checkpoint.0000000001.0000000002.parquet', '')
  expect(await pathsOf(openTable(log, log))).toEqual(['a'])
})

test('each version reads as it was, and one that is not there is not found', async () => {
  const { log, table } = await makeTable()
  for (const path of ['a', 'b', 'c']) await table.commit(append(path))
  expect(await pathsOf(table, 0)).toEqual([])
  expect(await pathsOf(table, 2)).toEqual(['a', 'b'])
  expect(await pathsOf(table, 3)).toEqual(['a', 'b', 'c'])
  await expect(table.snapshot(4)).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' })
  log.checkpoint(await newestOf(table, 2))
  log.remove(commitName(0), commitName(1))
  await expect(table.snapshot(1)).rejects.toMatchObject({
    code: 'VERSION_NOT_FOUND',
    message: expect.stringContaining('its log was cleaned up') as unknown,
  })
  expect(await pathsOf(table, 2)).toEqual(['a', 'b'])
})

test('history is told newest first, and a damaged commit that a checkpoint stands for is named', async () => {
  const { log, table } = await makeTable()
  await table.commit({ operation: 'WRITE', add: [file('a', 3), file('b', 4)] })
  await table.commit(compact(await newestOf(table), 'ab'))
  log.checkpoint(await newestOf(table))
  await table.commit({ operation: 'WRITE', add: [{ ...file('c'), stats: null }] })
  log.write(commitName(1), '{')
  const reader = openTable(log, log)
  const history = await reader.history()
  expect(history.map((entry) => [entry.version, entry.info?.operation, entry.filesAdded, entry.filesRemoved])).toEqual([
    [3, 'WRITE', 1, 0],
    [2, 'OPTIMIZE', 1, 2],
    [1, 'UNREADABLE', 0, 0],
    [0, 'CREATE TABLE', 0, 0],
  ])
  expect(history.map(({ rowsAdded }) => rowsAdded)).toEqual([null, 2, null, 0])
  expect((await reader.history(2)).map(({ version }) => version)).toEqual([3, 2])
  log.remove(commitName(1))
  expect((await reader.history()).map(({ version }) => version)).toEqual([3, 2])
})

test('a compaction changes nothing for who follows a table', async () => {
  const { log, table } = await makeTable()
  await table.commit({ ...append('a', 'b'), setTransactions: [{ appId: 'p0', version: 5n, previous: null }] })
  await table.commit(compact(await newestOf(table), 'ab'))
  await table.commit(append('c'))
  const changes = (await table.changes(0)) ?? []
  expect(changes.map(({ version, added }) => [version, added.map(({ path }) => path)])).toEqual([
    [1, ['a', 'b']],
    [2, []],
    [3, ['c']],
  ])
  expect(changes[0]?.setTransactions).toEqual(new Map([['p0', 5n]]))
  expect(await table.changes(3)).toEqual([])
  log.checkpoint(await newestOf(table))
  log.remove(commitName(0), commitName(1))
  expect(await table.changes(0)).toBeNull()
  expect(await table.changes(1)).toHaveLength(2)
})

test('commit times rise also where the clock stands still or goes back, so that each time has one version', async () => {
  const { log } = await makeTable()
  const times = [NOW + 50, NOW + 50, NOW - 1000]
  const table = openTable(log, log, () => times.shift() ?? 0)
  const told: number[] = []
  for (const path of ['a', 'b', 'c']) {
    const outcome = await table.commit(append(path))
    if (outcome.kind === 'committed') told.push(outcome.timestamp - NOW)
  }
  expect(told).toEqual([50, 51, 52])
  expect((await table.history()).map(({ timestamp }) => timestamp - NOW)).toEqual([52, 51, 50, 0])
  const versions = [-1, 0, 49, 50, 51, 52, 1000].map((after) => table.versionAt(NOW + after))
  expect(await Promise.all(versions)).toEqual([null, 0, 0, 1, 2, 3, 3])
})

test('rows are not removed from an append-only table, but its files are compacted', async () => {
  const { table } = await makeTable({ 'delta.appendOnly': 'true' })
  await table.commit(append('a', 'b'))
  const { files } = await newestOf(table)
  await expect(table.commit({ operation: 'DELETE', remove: files })).rejects.toMatchObject({ code: 'TABLE_INVALID' })
  expect(await table.commit(compact(await newestOf(table), 'ab'))).toMatchObject({ kind: 'committed', version: 2 })
})

test('what is known of a table is not read again', async () => {
  const { log, table } = await makeTable()
  await table.commit(append('a'))
  const read: number[] = []
  const reader = openTable(
    {
      ...log,
      readCommitText(version) {
        read.push(version)
        return log.readCommitText(version)
      },
    },
    log,
  )
  await Promise.all([reader.snapshot(), reader.snapshot()])
  expect(read).toEqual([0, 1, 2])
  await table.commit(append('b'))
  await reader.snapshot()
  expect(read).toEqual([0, 1, 2, 2, 3])
})
