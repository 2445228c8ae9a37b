import { afterEach, beforeEach, expect, test } from 'vitest'
import { quoteText } from '../../src/main/sql'
import { absolutePath } from '../../src/main/lake/table-path'
import { openChdb } from '../support/chdb'
import { openTestFolder, type TestFolder } from '../support/engine'
import { day } from '../support/day'
import { writeSmallFiles } from '../support/small-files'
import { until } from '../support/until'

let folder: TestFolder
let root: string

beforeEach(async () => {
  folder = await openTestFolder()
  root = folder.loaded.config.delta.streamTransactionsPath
})
afterEach(() => folder.remove())

/** Exact in both engines; to these comes the sum of all times in microseconds. */
const SHARED = [
  'count(*)',
  'count(DISTINCT transaction_id)',
  'sum(kafka_offset)',
  'sum(quantity)',
  'count(DISTINCT event_date)',
  'min(event_date)',
  'count(fraud_score)',
  'min(category)',
  'max(category)',
]

async function ours(version?: number): Promise<string[]> {
  return folder.lake(async ({ lake, session }) => {
    const snapshot = await lake.table(root).snapshot(version)
    const files = (snapshot?.files ?? []).map((file) => quoteText(absolutePath(root, file.path)))
    const connection = await session.connect()
    const reading = await connection.runAndReadAll(
      `SELECT ${[...SHARED, 'sum(epoch_us(event_timestamp)::HUGEINT)'].join(', ')} FROM read_parquet([${files.join(',')}])`,
    )
    connection.disconnectSync()
    return reading.getRows()[0]?.map(String) ?? []
  })
}

function theirs(query: (sql: string) => unknown[][]): string[] {
  // As text: JSON would round it.
  const times = 'toString(sum(toInt128(toUnixTimestamp64Micro(assumeNotNull(event_timestamp)))))'
  // A bare count() could be answered without a look at the files.
  const rows = query(`SELECT ${[...SHARED, times].join(', ')} FROM (SELECT * FROM deltaLakeLocal('${root}'))`)
  return rows[0]?.map(String) ?? []
}

test('chDB reads a table of ours as we do: after appends, after compaction and after vacuum', async (context) => {
  const query = await openChdb(context)
  await writeSmallFiles(folder, 4, [day(3), day(2)])
  const wanted = await ours()
  expect(theirs(query)).toEqual(wanted)
  const engine = await folder.engine()
  expect(await engine.lake.compact('transactions')).toMatchObject({ filesRemoved: 8, filesAdded: 2 })
  expect(theirs(query)).toEqual(wanted)
  const vacuumed = await engine.lake.vacuum('transactions', { retention: '0s', allowShortRetention: true })
  expect(vacuumed).toMatchObject({ files: 8 })
  expect(theirs(query)).toEqual(wanted)
}, 600_000)

test('chDB reads through our checkpoint while a stream of ours writes', async (context) => {
  const query = await openChdb(context)
  const engine = await folder.engine()
  await engine.stream.start({ source: 'sample', rate: 2000 })
  await until(
    () => engine.lake.info('transactions'),
    (info) => info.lastCheckpoint !== null && info.version > info.lastCheckpoint,
    300_000,
  )
  for (let round = 0; round < 3; round++) {
    const before = engine.stream.status().totals.rows
    const [rows, ids] = theirs(query)
    // Whole commits, each row once.
    expect(rows).toBe(ids)
    expect(Number(rows)).toBeGreaterThanOrEqual(before)
  }
  await engine.stream.stop()
  expect(theirs(query)).toEqual(await ours())
}, 600_000)
