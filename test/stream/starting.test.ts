import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TRANSACTION_FIELDS } from '../../src/shared/transaction'
import { deltaSchemaOf } from '../../src/main/lake/schema'
import { checkSeedTable } from '../../src/main/sample/seeder'
import { openParts, type EngineParts, type PartsStreamOptions } from '../support/engine-parts'
import { events } from '../support/event-json'
import { python } from '../support/python'
import { ScriptedTopic } from '../support/scripted-topic'
import { until } from '../support/until'

let parts: EngineParts
let topic: ScriptedTopic

beforeEach(async () => {
  parts = await openParts()
  topic = new ScriptedTopic('orders', 2, { group: 'g' })
})
afterEach(() => parts.close())

function stream(options: PartsStreamOptions = {}) {
  return parts.stream({ openSource: () => topic.open(), intervalMs: 20, ...options })
}

async function offsets(): Promise<string[]> {
  const rows = await parts.rows(
    parts.transactionsPath,
    "kafka_partition || '/' || kafka_offset AS place",
    'WHERE kafka_offset IS NOT NULL ORDER BY kafka_partition, kafka_offset',
  )
  return rows.map((row) => String(row['place']))
}

async function transactions(): Promise<ReadonlyMap<string, bigint>> {
  return (await parts.lake.table(parts.transactionsPath).snapshot())?.setTransactions ?? new Map<string, bigint>()
}

test.each([
  { at: undefined, from: [3, 1], read: ['0/3', '1/1'] },
  { at: 'latest' as const, from: [3, 1], read: ['0/3', '1/1'] },
  { at: 'earliest' as const, from: [0, 0], read: ['0/0', '0/1', '0/2', '0/3', '1/0', '1/1'] },
  { at: '2026-01-01T00:00:02Z', from: [2, 1], read: ['0/2', '0/3', '1/1'] },
])('a first start at $at resolves its offsets before it answers', async ({ at, from, read }) => {
  for (let second = 0; second < 3; second++) topic.produce(0, events(1), Date.parse(`2026-01-01T00:00:0${second}Z`))
  topic.produce(1, events(1), Date.parse('2026-01-01T00:00:00Z'))
  const running = stream()
  const started = await running.start(at === undefined ? {} : { startingOffsets: at })
  expect(started).toMatchObject({
    status: 'started',
    topic: 'orders',
    startingFrom: from.map((offset, partition) => ({ partition, offset })),
  })
  expect(started.queryIds).toHaveLength(2)
  expect(started.resumedFrom).toBeUndefined()
  topic.produce(0, events(1))
  topic.produce(1, events(1))
  await until(
    () => running.status(),
    (status) => status.totals.rows === read.length,
  )
  await running.stop()
  expect(await offsets()).toEqual(read)
})

test('what is sent after the answer is not missed, though the process ends before the first row', async () => {
  topic.produce(0, events(5))
  await stream().start({})
  parts = await parts.restart()
  topic.produce(0, events(2))
  topic.produce(1, events(2))
  const second = stream()
  expect(await second.start({})).toMatchObject({
    resumedFrom: [
      { partition: 0, offset: 5 },
      { partition: 1, offset: 0 },
    ],
  })
  await until(
    () => second.status(),
    (status) => status.totals.rows === 4,
  )
  expect(await offsets()).toEqual(['0/5', '0/6', '1/0', '1/1'])
})

test('[checklist 7, 27] a topic that does not exist is waited for, and read from 0 even after a restart', async () => {
  topic.exists = false
  const first = stream()
  const started = await first.start({ startingOffsets: 'latest' })
  expect(started).toMatchObject({ startingFrom: [], note: expect.stringContaining('does not exist') as unknown })
  const waiting = await until(
    () => first.status(),
    (status) => status.state === 'WAITING_FOR_TOPIC',
  )
  expect(waiting).toMatchObject({ active: true, health: { word: 'Degraded' } })
  expect(waiting.reason).toContain('orders')
  parts = await parts.restart()
  topic.exists = true
  topic.produce(0, events(3))
  const second = stream()
  expect(await second.start({ startingOffsets: 'latest' })).toMatchObject({
    resumedFrom: [
      { partition: 0, offset: 0 },
      { partition: 1, offset: 0 },
    ],
  })
  await until(
    () => second.status(),
    (status) => status.totals.rows === 3,
  )
})

test('a topic that appears while the stream waits is read from 0', async () => {
  topic.exists = false
  const running = stream()
  await running.start({})
  await until(
    () => running.status(),
    (status) => status.state === 'WAITING_FOR_TOPIC',
  )
  topic.produce(1, events(3))
  topic.exists = true
  await until(
    () => running.status(),
    (status) => status.totals.rows === 3 && status.state === 'RUNNING',
  )
  await running.stop()
  expect(await offsets()).toEqual(['1/0', '1/1', '1/2'])
})

test('a partition added while the stream runs, and one added while it does not, start at 0', async () => {
  topic.produce(0, events(2))
  const first = stream()
  await first.start({ startingOffsets: 'latest' })
  topic.addPartitions(1)
  topic.produce(2, events(2))
  await until(
    () => first.status(),
    (status) => status.totals.rows === 2 && status.partitions.length === 3,
  )
  await first.stop()
  topic.addPartitions(1)
  topic.produce(3, events(1))
  const second = stream()
  expect((await second.start({})).resumedFrom).toEqual([
    { partition: 0, offset: 2 },
    { partition: 1, offset: 0 },
    { partition: 2, offset: 2 },
    { partition: 3, offset: 0 },
  ])
  await until(
    () => second.status(),
    (status) => status.totals.rows === 1,
  )
  await second.stop()
  expect(await offsets()).toEqual(['2/0', '2/1', '3/0'])
})

test('offsets of the table win over startingOffsets, and the answer says so', async () => {
  topic.produce(0, events(2))
  const first = stream()
  await first.start({ startingOffsets: 'earliest' })
  await until(
    () => first.status(),
    (status) => status.totals.rows === 2,
  )
  await first.stop()
  const again = stream()
  expect(await again.start({ startingOffsets: 'earliest' })).toMatchObject({
    resumedFrom: [
      { partition: 0, offset: 2 },
      { partition: 1, offset: 0 },
    ],
    note: expect.stringContaining('first start only') as unknown,
  })
  await again.stop()
  expect(await offsets()).toEqual(['0/0', '0/1'])
})

test('[checklist 23] the first start goes on where the Spark checkpoint of the original ended', async () => {
  const folder = join(parts.folder, 'checkpoints')
  await mkdir(join(folder, 'offsets'), { recursive: true })
  await mkdir(join(folder, 'commits'))
  await writeFile(join(folder, 'offsets/4'), 'v1\n{"batchWatermarkMs":0}\n{"orders":{"0":2,"1":0}}')
  await writeFile(join(folder, 'commits/4'), 'v1\n{}')
  topic.produce(0, events(4))
  topic.produce(1, events(1))
  const running = stream()
  expect(await running.start({ startingOffsets: 'latest' })).toMatchObject({
    resumedFrom: [
      { partition: 0, offset: 2 },
      { partition: 1, offset: 0 },
    ],
    note: expect.stringContaining('Spark checkpoint') as unknown,
  })
  await until(
    () => running.status(),
    (status) => status.totals.rows === 3,
  )
  await running.stop()
  expect(await offsets()).toEqual(['0/2', '0/3', '1/0'])
})

test('[checklist 20] a broker that is away: 503 and nothing at all at a first start, RECONNECTING later', async () => {
  topic.reachable = false
  const first = stream()
  await expect(first.start({})).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
  expect(first.status()).toMatchObject({ active: false, state: 'STOPPED', queries: [] })
  expect(await parts.lake.table(parts.transactionsPath).snapshot()).toBeNull()
  topic.reachable = true
  await first.start({})
  await first.stop()

  topic.reachable = false
  topic.produce(0, events(2))
  const second = stream()
  const before = Date.now()
  expect(await second.start({})).toMatchObject({ status: 'started' })
  const away = await until(
    () => second.status(),
    (status) => status.state === 'RECONNECTING',
  )
  expect(away.reason).toContain('nowhere:9092')
  expect(away.fix).toContain('bootstrap-servers')
  expect(Date.parse(away.retryAt ?? '')).toBeGreaterThan(before)
  topic.reachable = true
  await until(
    () => second.status(),
    (status) => status.totals.rows === 2 && status.state === 'RUNNING' && status.reason === null,
  )
})

test('a resumed stream says where it will really read from', async () => {
  const resumed = async (request: Parameters<ReturnType<typeof stream>['start']>[0] = {}) => {
    const running = stream()
    const { resumedFrom } = await running.start(request)
    return { running, offsets: resumedFrom?.map(({ partition, offset }) => [partition, offset]) }
  }
  const first = stream()
  await first.start({ startingOffsets: 'earliest' })
  await first.stop()
  // Nothing was committed yet.
  const begun = await resumed()
  expect(begun.offsets).toEqual([
    [0, 0],
    [1, 0],
  ])
  topic.produce(0, events(5))
  await until(
    () => begun.running.status(),
    ({ totals }) => totals.rows === 5,
  )
  await begun.running.stop()
  topic.addPartitions(1)
  const grown = await resumed()
  expect(grown.offsets).toEqual([
    [0, 5],
    [1, 0],
    [2, 0],
  ])
  await grown.running.stop()
  // Made anew, which is agreed to: it reads from the first message that there is.
  topic.recreate()
  topic.produce(0, events(8, 'anew'))
  const anew = await resumed({ failOnDataLoss: false })
  expect(anew.offsets?.[0]).toEqual([0, 0])
  await until(
    () => anew.running.status(),
    ({ totals }) => totals.rows === 8,
  )
})

test('a start that nobody waits for and that is refused is FAILED with cause and fix, until the next one', async () => {
  topic.reachable = false
  const running = stream()
  await running.resume({})
  const failed = running.status()
  expect(failed).toMatchObject({ active: false, state: 'FAILED', queries: [], health: { word: 'Failed' } })
  expect(failed.reason).toContain('nowhere:9092')
  expect(failed.fix).not.toBeNull()
  expect(failed.since).not.toBeNull()
  topic.reachable = true
  await running.resume({})
  expect(running.status()).toMatchObject({ active: true, reason: null })
  await running.stop()
  expect(running.status()).toMatchObject({ state: 'STOPPED', reason: null })
})

test('who was told that a start was refused is told that this is over, by a stop or by a start that fails', async () => {
  topic.reachable = false
  const told: string[] = []
  const running = stream({ onStatus: ({ state }) => told.push(state) })
  for (const end of [() => running.stop(), () => running.start({}).catch(() => undefined)]) {
    await running.resume({})
    expect(told.at(-1)).toBe('FAILED')
    await end()
    expect(running.status().state).toBe('STOPPED')
    expect(told.at(-1)).toBe('STOPPED')
  }
})

test('[checklist 20] a second start is refused, also while the first is still under way, and stop waits for it', async () => {
  const running = stream()
  const first = running.start({})
  await expect(running.start({})).rejects.toMatchObject({
    code: 'STREAM_ALREADY_RUNNING',
    message: 'Streaming queries are already active. Stop them first.',
  })
  const [stopped] = await Promise.all([running.stop(), first])
  expect(stopped).toEqual({ status: 'stopped', queriesStopped: 2 })
  expect(running.status()).toMatchObject({ active: false, queries: [] })
})

test('a start that is refused by its source does not stand in the way of the next', async () => {
  let refused = false
  const running = parts.stream({
    openSource() {
      if (refused) return topic.open()
      refused = true
      throw new Error('no such source')
    },
  })
  await expect(running.start({})).rejects.toThrow('no such source')
  expect(await running.start({})).toMatchObject({ status: 'started' })
})

test('two stops at once do not take a later start with them', async () => {
  const running = stream()
  await running.start({})
  const [one, two] = [running.stop(), running.stop()]
  await one
  await running.start({})
  await two
  expect(running.status().active).toBe(true)
})

test('a table of the original is adopted: the first rows add the lineage columns', async () => {
  const table = parts.lake.table(parts.transactionsPath)
  const columns = deltaSchemaOf(TRANSACTION_FIELDS.filter((field) => field.origin !== 'lineage'))
  await table.ensure({ columns, partitionColumns: ['event_date'] })
  topic.produce(0, events(1))
  const running = stream()
  await running.start({ startingOffsets: 'earliest' })
  await until(
    () => running.status(),
    (status) => status.totals.rows === 1,
  )
  const schema = (await table.snapshot())?.schema.map((field) => field.name)
  expect(schema?.slice(-2)).toEqual(['kafka_partition', 'kafka_offset'])
  expect(schema).toHaveLength(34)
})

test.each([
  [
    'lacks columns',
    TRANSACTION_FIELDS.filter((field) => field.name !== 'city'),
    ['event_date'],
    /missing: city \(string\)\./,
  ],
  ['is partitioned otherwise', TRANSACTION_FIELDS, ['region'], /partitioned by region/],
  ['is not partitioned', TRANSACTION_FIELDS, [], /not partitioned/],
])('a table that %s is refused before anything is written', async (_what, fields, partitionColumns, message) => {
  const table = parts.lake.table(parts.transactionsPath)
  await table.ensure({ columns: deltaSchemaOf(fields), partitionColumns })
  const running = stream()
  await expect(running.start({})).rejects.toMatchObject({
    code: 'TABLE_INVALID',
    message: expect.stringMatching(message) as unknown,
  })
  expect((await table.snapshot())?.version).toBe(0)
  expect(running.status().state).toBe('STOPPED')
})

const FIELDS = deltaSchemaOf(TRANSACTION_FIELDS)

test.each([
  [
    'has a column of another type and lacks one',
    FIELDS.filter(({ name }) => name !== 'city').map((field) =>
      field.name === 'quantity' ? { ...field, type: 'string' } : field,
    ),
    /missing: city \(string\)\. Columns of another type: quantity is string, must be integer\..*stream-transactions-path/,
  ],
  [
    'takes no null where a message may have one',
    FIELDS.map((field) => (field.name === 'state' ? { ...field, nullable: false } : field)),
    /take no null, which Millrace writes: state\./,
  ],
  [
    'wants a value that no message has',
    [...FIELDS, { name: 'tenant', type: 'string', nullable: false, metadata: {} }],
    /does not write, and that take no null: tenant\./,
  ],
])('a table that %s is refused, by stream and seed', async (_what, columns, message) => {
  const table = parts.lake.table(parts.transactionsPath)
  await table.ensure({ columns, partitionColumns: ['event_date'] })
  const refusal = { code: 'TABLE_INVALID', message: expect.stringMatching(message) as unknown }
  await expect(stream().start({})).rejects.toMatchObject(refusal)
  await expect(checkSeedTable(parts.lake, parts.transactionsPath)).rejects.toMatchObject(refusal)
  expect((await table.snapshot())?.version).toBe(0)
})

test('a column of another type for unknown keys is refused where they are kept, and only there', async () => {
  const kept = { name: 'unknown_fields', type: 'string', nullable: true, metadata: {} }
  const table = parts.lake.table(parts.transactionsPath)
  await table.ensure({ columns: [...FIELDS, { ...kept, type: 'long' }], partitionColumns: ['event_date'] })
  await expect(stream({ extraColumns: [kept] }).start({})).rejects.toMatchObject({
    code: 'TABLE_INVALID',
    message: expect.stringContaining('unknown_fields is long, must be string') as unknown,
  })
  const running = stream()
  await running.start({})
  await running.stop()
})

test.each(['deadLettersPath', 'aggregationsPath'] as const)(
  'another table at %s is refused before anything is written',
  async (path) => {
    await parts.lake.table(parts[path]).ensure({ columns: FIELDS, partitionColumns: ['event_date'] })
    await expect(stream().start({})).rejects.toMatchObject({
      code: 'TABLE_INVALID',
      message: expect.stringMatching(/missing: .*partitioned by event_date; it must be not partitioned/) as unknown,
    })
    expect(await parts.lake.table(parts.transactionsPath).snapshot()).toBeNull()
    const isRead = path === 'deadLettersPath' ? stream().deadLetters({ limit: 1, offset: 0 }) : stream().dashboard({})
    await expect(isRead).rejects.toMatchObject({ code: 'TABLE_INVALID' })
  },
)

test('a folder with files and no log is no table: stream and seed leave it as it is', async () => {
  const file = join(parts.transactionsPath, 'event_date=2026-01-01/part-0.parquet')
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, 'PAR1')
  const refusal = {
    code: 'TABLE_INVALID',
    message: expect.stringMatching(/is not a Delta table: it holds event_date=2026-01-01/) as unknown,
  }
  await expect(stream().start({})).rejects.toMatchObject(refusal)
  await expect(checkSeedTable(parts.lake, parts.transactionsPath)).rejects.toMatchObject(refusal)
  expect(await readdir(parts.transactionsPath)).toEqual(['event_date=2026-01-01'])
})

test('[checklist 23] delta-rs reads the table that a stream wrote, with its txns', async (context) => {
  const run = python(context, 'deltalake')
  topic.produce(0, [...events(3), 'not json'])
  const running = stream()
  await running.start({ startingOffsets: 'earliest' })
  await until(
    () => running.status(),
    (status) => status.totals.consumed === 4 && status.lastBatch !== null,
  )
  await running.stop()
  expect((await transactions()).get('millrace/kafka/orders/0')).toBe(3n)
  const read = run(
    `import sys, json
from deltalake import DeltaTable
def info(path):
    table = DeltaTable(path)
    return [table.version(), DeltaTable(path).to_pyarrow_table().num_rows if hasattr(table, 'to_pyarrow_table') else table.count(), table.transaction_version('millrace/kafka/orders/0')]
print(json.dumps([info(path) for path in sys.argv[1:]]))`,
    [parts.transactionsPath, parts.deadLettersPath],
  )
  const version = (await parts.lake.table(parts.transactionsPath).snapshot())?.version
  expect(read).toEqual([
    [version, 3, 3],
    [1, 1, 3],
  ])
})
