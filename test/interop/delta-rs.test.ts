import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { quoteText } from '../../src/main/sql'
import { absolutePath } from '../../src/main/lake/table-path'
import { day } from '../support/day'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { python } from '../support/python'
import { writeSmallFiles } from '../support/small-files'
import { until } from '../support/until'

let folder: TestFolder

beforeEach(async () => {
  folder = await openTestFolder()
})
afterEach(() => folder.remove())

const READ = `import sys, json, deltalake
t = deltalake.DeltaTable(sys.argv[1])
a = t.to_pyarrow_table()
print(json.dumps({"version": t.version(), "rows": a.num_rows, "columns": a.num_columns, "total": round(sum(a["total_amount"].to_pylist()), 2), "offsets": sum(x or 0 for x in a["kafka_offset"].to_pylist()), "days": len(set(a["event_date"].to_pylist()))}))`

test('[checklist 23] a table of seed and stream, with a checkpoint, is read alike by delta-rs and plain DuckDB', async (context) => {
  const run = python(context, 'deltalake, pyarrow')
  await folder.seed(20_000, 12)
  const engine = await folder.engine()
  await engine.stream.start({ source: 'sample', rate: 3000 })
  const root = folder.loaded.config.delta.streamTransactionsPath
  await until(
    () => readdir(join(root, '_delta_log')),
    (names) => names.some((name) => name.endsWith('.checkpoint.parquet')),
  )
  await engine.stream.stop()
  await engine.close()
  const ours = await folder.lake(async ({ lake, session }) => {
    const snapshot = await lake.table(root).snapshot()
    const files = (snapshot?.files ?? []).map((file) => quoteText(absolutePath(root, file.path)))
    const connection = await session.connect()
    const reader = await connection.runAndReadAll(
      `SELECT count(*)::INTEGER AS rows, round(sum(total_amount), 2) AS total, sum(coalesce(kafka_offset, 0))::BIGINT AS offsets, count(DISTINCT event_date)::INTEGER AS days FROM read_parquet([${files.join(',')}])`,
    )
    connection.disconnectSync()
    const row = reader.getRowObjects()[0] ?? {}
    return { ...row, offsets: Number(row['offsets']), version: snapshot?.version }
  })
  const theirs = run(READ, [root]) as { total: number }
  expect(theirs).toEqual({
    ...ours,
    columns: 34,
    total: expect.closeTo(Number('total' in ours ? ours.total : 0), 1) as unknown,
  })
})

test('a table that delta-rs writes, with its checkpoint, is read and analysed by us', async (context) => {
  const run = python(context, 'deltalake, pyarrow')
  await folder.seed(3000, 3)
  const root = folder.loaded.config.delta.streamTransactionsPath
  const wanted = run(
    `import sys, json, deltalake
source = deltalake.DeltaTable(sys.argv[1]).to_pyarrow_table()
deltalake.write_deltalake(sys.argv[2], source, partition_by=["event_date"])
deltalake.write_deltalake(sys.argv[2], source.slice(0, 500), mode="append")
deltalake.DeltaTable(sys.argv[2]).create_checkpoint()
deltalake.write_deltalake(sys.argv[2], source.slice(0, 7), mode="append")
print(json.dumps({"rows": source.num_rows + 507}))`,
    [root, join(folder.path, 'theirs')],
  ) as { rows: number }
  const other = await openTestFolder([`pipeline.delta.stream-transactions-path=${join(folder.path, 'theirs')}`])
  try {
    const engine = await other.engine()
    expect(await engine.lake.info('transactions')).toMatchObject({ rows: wanted.rows, millraceOwned: false })
    const record = await runBatch(engine, { startDate: day(3), endDate: day(1), analysisType: 'full_report' })
    expect(record).toMatchObject({ status: 'COMPLETED', rowCount: wanted.rows })
  } finally {
    await other.remove()
  }
})

test('[checklist 23] a lake of the original, 32 columns, runs batches at once and gets its lineage columns with the first write', async (context) => {
  const run = python(context, 'deltalake, pyarrow')
  await folder.seed(1000, 2)
  const root = folder.loaded.config.delta.streamTransactionsPath
  const original = join(folder.path, 'original')
  run(
    `import sys, json, deltalake
source = deltalake.DeltaTable(sys.argv[1]).to_pyarrow_table().drop(["kafka_partition", "kafka_offset"])
deltalake.write_deltalake(sys.argv[2], source, partition_by=["event_date"])
print("{}")`,
    [root, original],
  )
  const other = await openTestFolder([`pipeline.delta.stream-transactions-path=${original}`])
  try {
    const engine = await other.engine()
    const before = await runBatch(engine, { startDate: day(2), endDate: day(1), analysisType: 'fraud_analysis' })
    expect(before).toMatchObject({ status: 'COMPLETED', rowCount: 1000 })
    const page = await engine.batch.raw(before.batchId, { limit: 1, offset: 0 })
    expect(Object.keys(page.data[0] ?? {})).toHaveLength(34)
    await engine.stream.start({ source: 'sample', rate: 1000 })
    await until(
      () => engine.stream.status(),
      (status) => status.totals.rows > 500,
    )
    await engine.stream.stop()
    expect((await engine.lake.info('transactions')).columns.map((column) => column.name).slice(-2)).toEqual([
      'kafka_partition',
      'kafka_offset',
    ])
    const after = await runBatch(engine, { startDate: day(2), endDate: day(0), analysisType: 'fraud_analysis' })
    expect(after.rowCount).toBeGreaterThan(1000)
    expect(run(READ, [original])).toMatchObject({ columns: 34, rows: after.rowCount })
  } finally {
    await other.remove()
  }
})

test('after compaction, and after vacuum, delta-rs reads the same rows', async (context) => {
  const run = python(context, 'deltalake, pyarrow')
  await writeSmallFiles(folder, 4, [day(3), day(2)])
  const root = folder.loaded.config.delta.streamTransactionsPath
  const engine = await folder.engine()
  const before = run(READ, [root]) as { version: number }
  const { version } = await engine.lake.compact('transactions')
  expect(run(READ, [root])).toEqual({ ...before, version })
  expect(await engine.lake.vacuum('transactions', { retention: '0s', allowShortRetention: true })).toMatchObject({
    files: 8,
  })
  expect(run(READ, [root])).toEqual({ ...before, version })
})

test('while we write, delta-rs reads whole commits with each row once', async (context) => {
  const run = python(context, 'deltalake, pyarrow')
  const engine = await folder.engine()
  await engine.stream.start({ source: 'sample', rate: 1000 })
  await until(
    () => engine.stream.status().totals.rows,
    (rows) => rows > 0,
  )
  const root = folder.loaded.config.delta.streamTransactionsPath
  for (let round = 0; round < 3; round++) {
    const before = engine.stream.status().totals.rows
    const { rows, places } = run(
      `import sys, json, deltalake
a = deltalake.DeltaTable(sys.argv[1]).to_pyarrow_table()
print(json.dumps({"rows": a.num_rows, "places": len(set(zip(a["kafka_partition"].to_pylist(), a["kafka_offset"].to_pylist())))}))`,
      [root],
    ) as { rows: number; places: number }
    expect(rows).toBe(places)
    expect(rows).toBeGreaterThanOrEqual(before)
    if (round === 0) await engine.lake.compact('transactions')
  }
  await engine.stream.stop()
  const { version, rows } = await engine.lake.info('transactions')
  expect(run(READ, [root])).toMatchObject({ version, rows })
}, 300_000)

test('a filter of delta-rs loses no row, whether a column has bounds in the log or not', async (context) => {
  const run = python(context, 'deltalake, pyarrow')
  await folder.seed(3000, 3)
  const engine = await folder.engine()
  const { batchId } = await runBatch(engine, {
    startDate: day(3),
    endDate: day(1),
    analysisType: 'revenue_by_category',
  })
  await engine.close()
  const { streamTransactionsPath, batchBasePath } = folder.loaded.config.delta
  for (const root of [
    streamTransactionsPath,
    join(batchBasePath, batchId, 'raw'),
    join(batchBasePath, batchId, 'aggregated'),
  ])
    expect(
      run(
        `import sys, json, deltalake, pyarrow.dataset as ds, pyarrow.compute as pc
t = deltalake.DeltaTable(sys.argv[1])
whole = t.to_pyarrow_table()
d = t.to_pyarrow_dataset()
lost = []
for name in whole.column_names:
    column = whole[name]
    present = [x for x in column.to_pylist() if x is not None]
    if not present: continue
    wanted = [pc.sum(pc.equal(column, present[0])).as_py(), len(present)]
    found = [d.to_table(filter=ds.field(name) == present[0]).num_rows, d.to_table(filter=ds.field(name).is_valid()).num_rows]
    if wanted != found: lost.append([name, wanted, found])
print(json.dumps(lost))`,
        [root],
      ),
      root,
    ).toEqual([])
})
