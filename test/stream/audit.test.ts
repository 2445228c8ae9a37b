import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { StreamAudit } from '../../src/shared/audit'
import { absolutePath } from '../../src/main/lake/table-path'
import { segmentsOf, skippedOf, streamsOf, subtract, unionOf } from '../../src/main/stream/audit/audit-plan'
import type { StreamManager } from '../../src/main/stream/manager'
import { openParts, type EngineParts } from '../support/engine-parts'
import { eventJson, events } from '../support/event-json'
import { ScriptedTopic } from '../support/scripted-topic'
import { until } from '../support/until'

let parts: EngineParts

beforeEach(async () => {
  parts = await openParts()
})
afterEach(() => parts.close())

async function read(stream: StreamManager, count: number): Promise<void> {
  await until(
    () => stream.status().totals,
    ({ rows, deadLetters }) => rows + deadLetters === count,
  )
}

async function audit(stream: StreamManager): Promise<StreamAudit> {
  return StreamAudit.parse(await stream.audit())
}

/** Two partitions of 20 messages, every fifth bad, read from offset 3 on. */
async function streamed(): Promise<{ topic: ScriptedTopic; stream: StreamManager }> {
  const topic = new ScriptedTopic('orders', 2)
  topic.produce(0, events(3, 'before'), Date.parse('2026-01-01T00:00:00Z'))
  topic.produce(1, events(3, 'before'), Date.parse('2026-01-01T00:00:00Z'))
  for (const partition of [0, 1])
    topic.produce(
      partition,
      events(20, 'e').map((text, index) => (index % 5 === 4 ? '{' : text)),
    )
  const stream = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  await stream.start({ startingOffsets: '2026-06-01T00:00:00Z' })
  await read(stream, 40)
  return { topic, stream }
}

test('topic, txns, rows and letters agree, and a redriven letter counts once, as its row', async () => {
  const { stream } = await streamed()
  await stream.redrive({ items: [{ partition: 1, offset: 7, value: eventJson() }] })
  const found = await audit(stream)
  expect(found.differences).toEqual([])
  expect(found).toMatchObject({ agrees: true, topicAsked: true, gaps: [] })
  const common = { from: 3, next: 23, topic: 'orders', source: 'kafka', topicFirst: 0, topicEnd: 23 }
  const sums = { consumed: 20, skipped: 0, absent: 0, missing: 0, repeats: 0, agrees: true }
  expect(found.partitions).toEqual([
    { partition: 0, streams: [{ ...common, deadLetterNext: 23 }], ...sums, rows: 16, deadLetters: 4, redriven: 0 },
    { partition: 1, streams: [{ ...common, deadLetterNext: 23 }], ...sums, rows: 17, deadLetters: 3, redriven: 1 },
  ])
  await stream.stop()
  expect((await audit(stream)).agrees).toBe(true)
})

test('each kind of difference is named with its place', async () => {
  const { stream, topic } = await streamed()
  await stream.stop()
  const table = parts.lake.table(parts.transactionsPath)
  const file = (await table.snapshot())?.files[0]
  if (file === undefined) throw new Error('no file')
  const kinds = async () => {
    const found = await audit(stream)
    expect(found.agrees).toBe(found.differences.length === 0)
    return found.differences.map(({ kind, partition, from, to }) => `${kind} ${partition} ${from} ${to}`)
  }
  // A copy of a file: each of its offsets twice.
  await copyFile(absolutePath(table.root, file.path), join(table.root, 'copy.parquet'))
  await table.commit({ operation: 'WRITE', add: [{ ...file, path: 'copy.parquet' }] })
  const repeats = await kinds()
  expect(repeats.length).toBe(file.stats?.numRecords)
  expect(repeats.every((one) => one.startsWith('repeated_offset'))).toBe(true)
  const copy = (await table.snapshot())?.files.filter(({ path }) => path === 'copy.parquet')
  await table.commit({ operation: 'DELETE', remove: copy ?? [] })
  expect(await kinds()).toEqual([])

  // A file that is gone: its offsets are missing, though first and last of others still stand there.
  await table.commit({ operation: 'DELETE', remove: [file] })
  const gaps = await audit(stream)
  expect(new Set(gaps.differences.map(({ kind }) => kind))).toEqual(new Set(['unrecorded_gap']))
  expect(gaps.partitions.reduce((sum, { missing }) => sum + missing, 0)).toBe(file.stats?.numRecords)
  const named = gaps.differences.reduce((sum, { from, to }) => sum + Number(to) - Number(from) + 1, 0)
  expect(named).toBe(file.stats?.numRecords)
  await table.commit({ operation: 'WRITE', add: [file] })
  expect(await kinds()).toEqual([])

  // A row where a letter stands, one above the txn, one below the start.
  await writeRow(1, 7)
  expect(await kinds()).toEqual(['offset_in_both 1 7 7'])
  await writeRow(0, 40)
  expect(await kinds()).toEqual(['offset_beyond_txn 0 23 40', 'offset_in_both 1 7 7'])
  await writeRow(0, 1)
  expect(await kinds()).toEqual(['offset_before_start 0 1 2', 'offset_beyond_txn 0 23 40', 'offset_in_both 1 7 7'])

  topic.recreate()
  topic.produce(0, events(1))
  expect(await kinds()).toContain('position_beyond_topic 0 1 22')
  topic.produce(1, events(60))
  topic.trim(1, 50)
  expect(await kinds()).toContain('unread_and_removed 1 23 49')
})

/** One more row, as another writer may add it. */
async function writeRow(partition: number, offset: number): Promise<void> {
  const table = parts.lake.table(parts.transactionsPath)
  const file = (await table.snapshot())?.files[0]
  const path = `row-${partition}-${offset}.parquet`
  await parts.sql(
    `COPY (SELECT * EXCLUDE (event_date) REPLACE (${partition}::INTEGER AS kafka_partition, ${offset}::BIGINT AS kafka_offset)
       FROM read_parquet('${absolutePath(table.root, file?.path ?? '')}') LIMIT 1) TO '${join(table.root, path)}' (FORMAT parquet)`,
  )
  // As one that knows the stream.
  const { partitionValues = {}, tags = {} } = file ?? {}
  const add = { path, partitionValues, tags, size: 1, modificationTime: 1, stats: null }
  const outcome = await table.commit({ operation: 'WRITE', add: [add] })
  expect(outcome.kind).toBe('committed')
}

test('gaps that were skipped on purpose are told, and do not disagree', async () => {
  const { stream, topic } = await streamed()
  await stream.stop()
  for (const partition of [0, 1]) topic.produce(partition, events(30, 'lost'))
  topic.trim(0, 30)
  const loss = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  await loss.start({ failOnDataLoss: false })
  await read(loss, 53)
  await loss.stop()
  const lost = await audit(loss)
  expect(lost.differences).toEqual([])
  expect(lost.gaps).toMatchObject([{ topic: 'orders', partition: 0, from: 23, to: 29, cause: 'retention' }])
  expect(lost.partitions[0]).toMatchObject({ consumed: 50, rows: 39, deadLetters: 4, skipped: 7, missing: 0 })

  // Made anew: the same offsets come again, as other messages.
  topic.recreate()
  for (const partition of [0, 1]) topic.produce(partition, events(10, 'anew'))
  const anew = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  await anew.start({ failOnDataLoss: false })
  await read(anew, 20)
  const again = await audit(anew)
  expect(again.differences).toEqual([])
  expect(again.gaps).toHaveLength(3)
  expect(again.partitions[1]).toMatchObject({ consumed: 60, rows: 56, deadLetters: 4, repeats: 0, missing: 0 })
})

/** Reads a topic to its end and stops. */
async function readWhole(topic: ScriptedTopic, count: number): Promise<StreamManager> {
  const stream = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  await stream.start({ startingOffsets: 'earliest' })
  await read(stream, count)
  await stream.stop()
  return stream
}

test('two streams with the same offsets are each whole, and a repeat in one of them is found', async () => {
  const [one, two] = [new ScriptedTopic('one', 2), new ScriptedTopic('two', 2)]
  one.produce(0, [...events(10), '{'])
  two.produce(0, events(20))
  two.produce(1, events(5))
  await readWhole(one, 11)
  const stream = await readWhole(two, 25)
  const found = await audit(stream)
  expect(found.differences).toEqual([])
  expect(found.partitions.map(({ partition, streams, rows }) => [streams[0]?.topic, partition, rows])).toEqual([
    ['one', 0, 10],
    ['one', 1, 0],
    ['two', 0, 20],
    ['two', 1, 5],
  ])
  const table = parts.lake.table(parts.transactionsPath)
  const file = (await table.snapshot())?.files.find(({ tags }) => tags?.['millrace.stream'] === 'kafka/one')
  if (file === undefined) throw new Error('no file of the stream')
  await copyFile(absolutePath(table.root, file.path), join(table.root, 'copy.parquet'))
  await table.commit({ operation: 'WRITE', add: [{ ...file, path: 'copy.parquet' }] })
  const { differences } = await audit(stream)
  expect(differences).toHaveLength(10)
  expect(new Set(differences.map(({ kind }) => kind))).toEqual(new Set(['repeated_offset']))
})

test('rows of files that do not name their stream are counted, and never told to be repeated', async () => {
  const topic = new ScriptedTopic('one', 1)
  topic.produce(0, events(10))
  const stream = await readWhole(topic, 10)
  const table = parts.lake.table(parts.transactionsPath)
  const files = (await table.snapshot())?.files ?? []
  // As an older build left them.
  const untagged = files.map(({ path, partitionValues, size, modificationTime, stats }) => ({
    path,
    partitionValues,
    size,
    modificationTime,
    stats,
  }))
  await table.commit({ operation: 'WRITE', remove: files })
  await table.commit({ operation: 'WRITE', add: untagged })
  topic.produce(0, events(5, 'later'))
  await readWhole(topic, 5)
  expect(await audit(stream)).toMatchObject({ agrees: true, partitions: [{ partition: 0, rows: 15, missing: 0 }] })
  // With a second stream on the partition nobody can tell whose they are.
  const other = new ScriptedTopic('two', 1)
  other.produce(0, events(10))
  await readWhole(other, 10)
  const mixed = await audit(stream)
  expect(mixed.differences).toEqual([])
  expect(mixed.partitions.map(({ streams, rows, consumed }) => [streams[0]?.topic ?? null, rows, consumed])).toEqual([
    ['one', 5, null],
    ['two', 10, null],
    [null, 10, null],
  ])
})

test('a hole of the topic itself is no difference, a message that was not read is one', async () => {
  const { stream, topic } = await streamed()
  topic.leaveHole(0)
  topic.leaveHole(0)
  topic.produce(0, events(2, 'after'))
  await read(stream, 42)
  const found = await audit(stream)
  expect(found.differences).toEqual([])
  expect(found.partitions[0]).toMatchObject({ consumed: 24, rows: 18, deadLetters: 4, absent: 2, missing: 0 })
  // Where the topic cannot be asked, the table says how many offsets held nothing.
  topic.reachable = false
  expect(await audit(stream)).toMatchObject({ agrees: true, topicAsked: false, partitions: [{ absent: 2 }, {}] })
  topic.reachable = true
  topic.produce(0, events(1, 'more'))
  await read(stream, 43)
  // The broker has a message there after all.
  topic.fillHole(0, 24)
  expect((await audit(stream)).differences).toMatchObject([{ kind: 'unrecorded_gap', partition: 0, from: 24, to: 24 }])
})

test('what a kill left between two commits is no difference', async () => {
  const { stream } = await streamed()
  const hurt = parts.stream({
    deadLetters: (real) => ({ ...real, mark: () => Promise.reject(new Error('killed here')) }),
  })
  const item = { partition: 0, offset: 7, value: eventJson() }
  await expect(hurt.redrive({ items: [item] })).rejects.toThrow('killed here')
  const found = await audit(stream)
  expect(found.differences).toEqual([])
  expect(found.partitions[0]).toMatchObject({ rows: 17, deadLetters: 3, redriven: 1 })
  // Letters of a micro-batch whose rows are not committed.
  const letters = parts.lake.table(parts.deadLettersPath)
  const dead = (await letters.snapshot())?.files[0]
  await parts.sql(
    `COPY (SELECT * REPLACE (kafka_offset + 1000 AS kafka_offset) FROM read_parquet('${absolutePath(letters.root, dead?.path ?? '')}'))
     TO '${join(letters.root, 'ahead.parquet')}' (FORMAT parquet)`,
  )
  await letters.commit({
    operation: 'WRITE',
    setTransactions: [
      { appId: 'millrace/kafka/orders/0', version: 2000n, previous: 22n },
      { appId: 'millrace/kafka/orders/1', version: 2000n, previous: 22n },
    ],
    add: [{ path: 'ahead.parquet', partitionValues: {}, size: 1, modificationTime: 1, stats: null }],
  })
  expect((await audit(stream)).differences).toEqual([])
})

test('no table yet: nothing disagrees', async () => {
  expect(await audit(parts.stream())).toMatchObject({ agrees: true, topicAsked: false, partitions: [], gaps: [] })
})

test('segments follow the recorded gaps in their order', () => {
  const [stream] = streamsOf(
    new Map([
      ['millrace/kafka/t@x/started', 1n],
      ['millrace/kafka/t@x/start', 0n],
      ['millrace/kafka/t@x/0', 19n],
      ['millrace/kafka/t@x/0/start', 5n],
      ['millrace/kafka/t@x/0/gap/10-14/100/retention', 15n],
      ['millrace/kafka/t@x/0/gap/3-29/200/recreated', 3n],
      ['millrace/kafka/t@x/0/fingerprint', 7n],
      ['millrace/dashboard/watermark', 7n],
      ['millrace/redrive', 7n],
    ]),
  )
  expect(stream).toMatchObject({ kind: 'kafka', topic: 't', partitions: [{ partition: 0, from: 5n, next: 20n }] })
  const progress = stream?.partitions[0]
  if (progress === undefined) throw new Error('no partition')
  expect(segmentsOf(progress, 0n)).toEqual([
    { from: 5n, to: 9n },
    { from: 15n, to: 29n },
    { from: 3n, to: 19n },
  ])
  expect(skippedOf(progress)).toEqual([{ from: 10n, to: 14n }])
  expect(unionOf(segmentsOf(progress, 0n))).toEqual([{ from: 3n, to: 29n }])
  expect(
    subtract({ from: 0n, to: 9n }, [
      { from: 2n, to: 3n },
      { from: 8n, to: 20n },
    ]),
  ).toEqual([
    { from: 0n, to: 1n },
    { from: 4n, to: 7n },
  ])
  expect(subtract({ from: 2n, to: 3n }, [{ from: 0n, to: 9n }])).toEqual([])
})
