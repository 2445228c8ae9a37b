import { expect, test } from 'vitest'
import { commitName } from '../../src/main/lake/paths'
import type { LakeTable, LogStore } from '../../src/main/lake/ports'
import { createLakeTable } from '../../src/main/lake/table'
import { dose } from '../support/dose'
import { createMemoryLog, withDelays, type MemoryLog } from '../support/memory-log'
import { Random } from '../support/random'

const APP_IDS = ['p0', 'p1', 'p2']
const ROUNDS = 5

/** What a writer was told that it has committed. */
interface Told {
  readonly version: number
  readonly path: string
  readonly appId: string
  readonly from: bigint | null
}

test('of writers in any order each offset goes forward once, and the log has each commit once', async () => {
  const random = Random.fresh()
  let refused = 0
  for (let trial = 0; trial < dose(100, 5000); trial++)
    refused += await race(createMemoryLog(), new Random(random.below(2 ** 32)))
  expect(refused).toBeGreaterThan(0)
})

test('without put-if-absent the same race is lost', async () => {
  const log = createMemoryLog()
  const overwriting: MemoryLog = {
    ...log,
    putCommit(version, content) {
      log.write(commitName(version), content)
      return Promise.resolve(true)
    },
  }
  await expect(race(overwriting, new Random(1))).rejects.toThrow()
})

/** How many commits were refused on the way. */
async function race(log: MemoryLog, random: Random): Promise<number> {
  const open = (store: LogStore): LakeTable =>
    createLakeTable(store, {
      readCheckpoint: log.readCheckpoint,
      engineInfo: 'test',
      now: () => 1000,
      onCommit: () => undefined,
    })
  const request = { columns: [], partitionColumns: [] }
  const writers = Array.from({ length: 2 + random.below(4) }, () => open(withDelays(log, random)))
  await Promise.all(writers.map((writer) => writer.ensure(request)))
  const told: Told[] = []
  const refused = await Promise.all(writers.map((writer, index) => write(writer, `w${index}`, random, told)))
  const reasons = refused.flat()
  expect(reasons.filter((reason) => reason !== 'same_transaction')).toEqual([])

  const seen = told.sort((left, right) => left.version - right.version)
  expect(seen.map(({ version }) => version)).toEqual(seen.map((_, index) => index + 1))
  const reader = open(log)
  expect((await reader.history()).map(({ version }) => version).reverse()).toEqual([
    0,
    ...seen.map((one) => one.version),
  ])
  const snapshot = await reader.snapshot()
  expect(snapshot?.files.map(({ path }) => path)).toEqual(seen.map(({ path }) => path))
  const offsets = new Map<string, bigint>()
  for (const { appId, from } of seen) {
    expect(from).toBe(offsets.get(appId) ?? null)
    offsets.set(appId, (from ?? 0n) + 1n)
  }
  expect(snapshot?.setTransactions).toEqual(offsets)
  return reasons.length
}

/** Advances offsets by one each, from where the table stands. Why it was refused, each time. */
async function write(table: LakeTable, name: string, random: Random, told: Told[]): Promise<string[]> {
  const refused: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const appId = random.pick(APP_IDS)
    const path = `${name}-${round}`
    const from = (await table.snapshot())?.setTransactions.get(appId) ?? null
    const outcome = await table.commit({
      operation: 'STREAMING UPDATE',
      add: [{ path, partitionValues: {}, size: 1, modificationTime: 1, stats: null }],
      setTransactions: [{ appId, version: (from ?? 0n) + 1n, previous: from }],
    })
    if (outcome.kind === 'committed') told.push({ version: outcome.version, path, appId, from })
    else refused.push(outcome.reason)
  }
  return refused
}
