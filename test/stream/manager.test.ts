import { afterEach, beforeEach, expect, test } from 'vitest'
import { CRASH_PARTITIONS, CRASH_RECORDS, crashTopic } from '../support/crash-topic'
import { openParts, type EngineParts } from '../support/engine-parts'
import { until } from '../support/until'

let parts: EngineParts

beforeEach(async () => {
  parts = await openParts()
})
afterEach(() => parts.close())

function filesOf(paths: readonly string[]): string {
  return `read_parquet([${paths.map((path) => `'${parts.transactionsPath}/${path}'`).join(',')}])`
}

test('[checklist 23] the sample source fills the table, each offset once, and goes on where it stopped', async () => {
  const first = parts.stream()
  await first.recover()
  expect(first.status().health.reason).toMatch(/^No source chosen/)
  const started = await first.start({ source: 'sample', rate: 0 })
  expect(started).toMatchObject({ status: 'started', topic: 'sample-transactions' })
  expect(started.startingFrom?.map(({ offset }) => offset)).toEqual([0, 0, 0, 0])
  await expect(first.start({ source: 'sample' })).rejects.toMatchObject({ code: 'STREAM_ALREADY_RUNNING' })
  await until(
    () => first.status(),
    (status) => status.totals.rows > 5000,
  )
  expect(await first.stop()).toEqual({ status: 'stopped', queriesStopped: 2 })
  const { version } = (await parts.lake.table(parts.transactionsPath).snapshot()) ?? {}
  const { since, ...stopped } = first.status()
  // A sample source has nothing that waits.
  expect(stopped).toMatchObject({ active: false, state: 'STOPPED', queries: [], version, leftUnread: null })
  expect(first.trail().points.length).toBeGreaterThan(0)
  expect(stopped.health.reason).toBe(`Stopped at ${since?.slice(11, 19)} UTC, at v${version} of the table.`)
  expect(await first.stop()).toMatchObject({ queriesStopped: 0, message: 'No active streaming queries.' })

  const second = parts.stream()
  await second.recover()
  expect(second.status().health.reason).toBe(`Not started yet; the table was at v${version} when Millrace began.`)
  const resumed = await second.start({ source: 'sample', rate: 1000 })
  expect(resumed.resumedFrom).toHaveLength(4)
  await until(
    () => second.status(),
    (status) => status.totals.rows > 500,
  )
  await second.stop()

  const snapshot = await parts.lake.table(parts.transactionsPath).snapshot()
  const [sums] = await parts.sql(
    `SELECT count(*) AS rows, count(DISTINCT (kafka_partition, kafka_offset)) AS offsets, max(kafka_offset) AS last FROM ${filesOf(
      (snapshot?.files ?? []).map((file) => file.path),
    )}`,
  )
  expect(sums?.['rows']).toBe(sums?.['offsets'])
  const positions = [...(snapshot?.setTransactions ?? [])]
    .filter(([appId]) => /\/\d+$/.test(appId))
    .map(([, version]) => version + 1n)
  expect(positions.reduce((sum, one) => sum + one, 0n)).toBe(sums?.['rows'])
})

test('the dashboard shows open windows of the rows so far', async () => {
  const stream = parts.stream()
  await stream.start({ source: 'sample', rate: 2000 })
  await until(
    () => stream.status(),
    (status) => status.totals.rows > 1000 && status.dashboard.rows > 0,
  )
  const dashboard = await stream.dashboard({})
  await stream.stop()
  expect(dashboard.windows.length).toBeGreaterThan(0)
  expect(dashboard.windows.every((window) => !window.final && window.txn_count > 0)).toBe(true)
})

test.each([200, 1_000_000])(
  'the rest of a backlog is committed at once, what comes later at its time, in micro-batches of %i',
  async (maxRows) => {
    const topic = crashTopic(1)
    const stream = parts.stream({ openSource: () => topic.open(), intervalMs: 3_600_000, maxRows })
    await stream.start({ startingOffsets: 'earliest' })
    const total = CRASH_PARTITIONS * CRASH_RECORDS
    await until(
      () => stream.status(),
      ({ totals }) => totals.consumed === total && totals.rows + totals.deadLetters === total,
    )
    const before = stream.status().lastBatch?.version
    topic.produce(0, ['{}'])
    await until(
      () => stream.status(),
      ({ totals }) => totals.consumed === total + 1,
    )
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(stream.status().lastBatch?.version).toBe(before)
    await stream.stop()
  },
)
