import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createParquetPort } from '../../src/main/duckdb/parquet'
import { openSession, type Session } from '../../src/main/duckdb/session'
import { openLake } from '../../src/main/lake/lake'
import { cleanUpLog } from '../../src/main/lake/log-cleanup'
import { isOurs } from '../../src/main/lake/ownership'
import type { Lake, LakeTable, Snapshot } from '../../src/main/lake/ports'
import { parseInterval } from '../../src/main/lake/retention'
import { deltaSchemaOf } from '../../src/main/lake/schema'
import { bundle } from '../support/bundle'

const DAY = 24 * 3_600_000
const COLUMNS = deltaSchemaOf([{ name: 'id', kind: 'int64' }])

let root: string
let session: Session
let clock: number

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'millrace-log-'))
  session = await openSession({ threads: 1, memoryLimit: 256 * 2 ** 20, folders: [root] })
  clock = Date.parse('2026-01-01T00:00:00Z')
})
afterEach(async () => {
  await session.close()
  await rm(root, { recursive: true, force: true })
})

function openAt(every: number): Lake {
  return openLake({
    parquet: createParquetPort(session),
    engineInfo: 'Millrace/test',
    checkpointEvery: every,
    now: () => clock,
  })
}

/** Commits a day apart; every second file is removed again. Waits for each checkpoint. */
async function commitDays(count: number, every = 5, configuration: Record<string, string> = {}): Promise<LakeTable> {
  let table: LakeTable | null = null
  for (let index = 0; index < count; index++) {
    const lake = openAt(every)
    table = lake.table(root)
    const before = await table.ensure({ columns: COLUMNS, partitionColumns: [], configuration })
    clock += DAY
    const path = `f${before.version}.parquet`
    const outcome = await table.commit({
      operation: 'WRITE',
      add: [{ path, partitionValues: {}, size: 1, modificationTime: clock, stats: null }],
      remove: before.version % 2 === 0 ? before.files.slice(0, 1) : [],
      setTransactions: [
        { appId: 'a', version: BigInt(before.version), previous: before.setTransactions.get('a') ?? null },
      ],
    })
    if (outcome.kind !== 'committed') throw new Error(outcome.detail)
    await lake.close()
  }
  if (table === null) throw new Error('no commit')
  return table
}

async function log(): Promise<{ commits: number[]; checkpoints: number[] }> {
  const names = await readdir(join(root, '_delta_log'))
  const versions = (end: string) =>
    names
      .filter((name) => name.endsWith(end) && !name.startsWith('.'))
      .map((name) => Number(name.slice(0, 20)))
      .sort((left, right) => left - right)
  return { commits: versions('.json'), checkpoints: versions('.checkpoint.parquet') }
}

/** All that a reader gets, in an order of its own. */
function facts(snapshot: Snapshot | null): unknown {
  return {
    version: snapshot?.version,
    timestamp: snapshot?.timestamp,
    files: snapshot?.files.map((file) => file.path).sort(),
    transactions: [...(snapshot?.setTransactions ?? [])],
    metadata: snapshot?.metadata,
  }
}

test('a checkpoint comes with every so many commits, whoever made them, and old log files go after a month', async () => {
  const table = await commitDays(60)
  const kept = await log()
  // Day 60 minus 30 lies behind the checkpoint of day 30: it and its commit stay.
  expect(kept.checkpoints).toEqual([30, 35, 40, 45, 50, 55, 60])
  expect(kept.commits[0]).toBe(30)
  expect(kept.commits).toHaveLength(31)
  const fresh = openAt(1000).table(root)
  expect(facts(await fresh.snapshot())).toEqual(facts(await table.snapshot()))
  expect((await fresh.snapshot(30))?.version).toBe(30)
  await expect(fresh.snapshot(29)).rejects.toMatchObject({
    code: 'VERSION_NOT_FOUND',
    message: expect.stringContaining('cleaned up') as unknown,
  })
  expect(await fresh.versionAt(Date.parse('2026-01-01T00:00:00Z') + 45 * DAY)).toBe(45)
  expect(await fresh.versionAt(Date.parse('2026-01-01T00:00:00Z') + 10 * DAY)).toBeNull()
  expect((await fresh.history(5)).map((entry) => entry.version)).toEqual([60, 59, 58, 57, 56])
  const snapshot = await fresh.snapshot()
  expect(snapshot === null ? null : await isOurs(snapshot)).toBe(true)
})

test('a table may keep its log longer', async () => {
  await commitDays(38, 5, { 'delta.logRetentionDuration': 'interval 36 days' })
  expect((await log()).commits[0]).toBe(0)
})

test('without a checkpoint before the cutoff nothing goes', async () => {
  await commitDays(8, 100)
  expect(await cleanUpLog(root, clock, clock)).toBe(0)
  expect((await log()).commits).toHaveLength(9)
})

test('what a killed writer left half-written goes after a day, what is fresh stays', async () => {
  await commitDays(2, 100)
  const stale = join(root, '_delta_log/.00000000000000000002.123.abcdef.tmp')
  const fresh = join(root, '_delta_log/.00000000000000000003.123.abcdef.tmp')
  const others = ['_last_checkpoint.123.abcdef.tmp', '.00000000000000000001.checkpoint.parquet.crc.123.abcdef.tmp']
  const gone = [stale, ...others.map((name) => join(root, '_delta_log', name))]
  for (const path of [...gone, fresh]) await writeFile(path, '{}')
  const old = new Date(Date.now() - 2 * DAY)
  for (const path of gone) await utimes(path, old, old)
  expect(await cleanUpLog(root, 0, Date.now())).toBe(3)
  const names = await readdir(join(root, '_delta_log'))
  expect(names).toContain('.00000000000000000003.123.abcdef.tmp')
  for (const path of gone) expect(names).not.toContain(basename(path))
})

test('killed after any deletion of a clean-up, every version that is left still reads', async () => {
  await commitDays(20, 5, { 'delta.enableExpiredLogCleanup': 'false' })
  const wanted = facts(await openAt(1000).table(root).snapshot())
  expect((await log()).commits).toHaveLength(21)
  const child = await bundle(join(import.meta.dirname, '../support/clean-up-child.ts'))
  try {
    for (;;) {
      const { status } = spawnSync(process.execPath, [child.script, root, String(clock)], {
        env: { ...process.env, MILLRACE_FAILPOINT: 'log-cleanup:between-files' },
      })
      expect(facts(await openAt(1000).table(root).snapshot())).toEqual(wanted)
      expect((await openAt(1000).table(root).snapshot(20))?.version).toBe(20)
      if (status === 0) break
    }
  } finally {
    await child.remove()
  }
  expect(await log()).toEqual({ commits: [20], checkpoints: [20] })
})

test.each<[string | undefined, number | null]>([
  ['interval 1 week', 7 * DAY],
  ['INTERVAL 30 days', 30 * DAY],
  ['interval 1 day 12 hours', 1.5 * DAY],
  ['168 hours', 7 * DAY],
  ['interval 1 month', null],
  ['soon', null],
  [undefined, null],
])('%s is %s ms', (text, ms) => {
  expect(parseInterval(text)).toBe(ms)
})
