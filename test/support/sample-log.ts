import type { LakeTable, NewFile } from '../../src/main/lake/ports'
import { deltaSchemaOf } from '../../src/main/lake/schema'
import type { Random } from './random'

const COLUMNS = deltaSchemaOf([
  { name: 'id', kind: 'int64' },
  { name: 'name', kind: 'string' },
  { name: 'at', kind: 'timestamp' },
  { name: 'day', kind: 'date' },
])

export async function createSampleTable(table: LakeTable): Promise<void> {
  await table.ensure({ columns: COLUMNS, partitionColumns: ['day'] })
}

/** A commit as a stream or a compaction makes them: files, txns, removes, a new column now and then. */
export async function commitSample(table: LakeTable, random: Random): Promise<void> {
  const snapshot = await table.snapshot()
  const live = snapshot?.files ?? []
  const remove = random.below(3) === 0 ? live.filter(() => random.below(4) === 0) : []
  const add = Array.from({ length: 1 + random.below(4) }, () => sampleFile(random))
  const appId = `stream/${random.below(3)}`
  const previous = snapshot?.setTransactions.get(appId) ?? null
  const column = { name: `extra_${random.below(1000)}`, kind: 'string' } as const
  const outcome = await table.commit({
    operation: 'STREAMING UPDATE',
    add,
    remove,
    setTransactions: [{ appId, version: (previous ?? 0n) + BigInt(1 + random.below(1e9)), previous }],
    ...(random.below(5) === 0 ? { addColumns: deltaSchemaOf([column]) } : {}),
    operationParameters: { note: `über ${random.below(1e6)}` },
  })
  if (outcome.kind !== 'committed') throw new Error(outcome.detail)
}

function sampleFile(random: Random): NewFile {
  const day = `2026-01-0${1 + random.below(9)}`
  const numRecords = random.below(1e6)
  return {
    path: `day=${day}/part-${random.below(1e9)}-é %.parquet`,
    partitionValues: { day: random.below(9) === 0 ? null : day },
    size: random.below(1e9),
    modificationTime: 1_700_000_000_000 + random.below(1e9),
    stats: {
      numRecords,
      minValues: { id: 9007199254740993n - BigInt(random.below(1e9)), name: 'a', at: 1_700_000_000_123_456n },
      maxValues: { id: 9223372036854775807n, name: 'z'.repeat(random.below(40)) },
      nullCount: { id: 0, name: random.below(numRecords + 1) },
    },
  }
}
