import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLineWriter } from '../../src/main/duckdb/line-writer'
import { createDeadLetterStore } from '../../src/main/duckdb/dead-letter-store'
import { openSession, type Session } from '../../src/main/duckdb/session'
import { quoteText } from '../../src/main/sql'
import { toRecord } from '../../src/main/kafka/record'
import { createDecoder } from '../../src/main/stream/decode/decoder'
import type { SourceRecord } from '../../src/main/stream/ports'
import { dose } from '../support/dose'
import { eventJson } from '../support/event-json'

let folder: string
let session: Session

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-ingest-'))
  session = await openSession({ threads: 1, memoryLimit: 512 * 2 ** 20, folders: [folder] })
})
afterAll(async () => {
  await session.close()
  await rm(folder, { recursive: true, force: true })
})

const EVENT = {
  ...(JSON.parse(eventJson({ event_timestamp: '2026-01-31T23:59:59.999Z', customer_tier: null })) as object),
  product_name: 'Sony Cameras #1 ünï',
}

function records(values: readonly (string | null)[]): SourceRecord[] {
  return values.map((value, index) => ({
    offset: BigInt(index),
    timestamp: 1,
    key: null,
    value: value === null ? null : Buffer.from(value),
    headers: [],
  }))
}

test('clean, odd and bad messages of one batch each find their place', async () => {
  const writer = createDecoder(createLineWriter({ session, lineFolder: folder, keepUnknown: false }))
  const builder = writer.begin(join(folder, 't'))
  const clean = JSON.stringify(EVENT)
  builder.append({
    partition: 3,
    endOffset: 9n,
    records: records([
      clean,
      JSON.stringify({ ...EVENT, quantity: undefined }).replace('}', ',"quantity":3e0}'),
      `${clean.slice(0, -1)}},"o":99`,
      null,
      JSON.stringify({ ...EVENT, event_timestamp: '2026-02-01T05:29:59.123456+05:30', extra: { deep: [1] } }, null, 2),
      JSON.stringify({ ...EVENT, quantity: 1.5 }),
    ]),
  })
  const batch = await builder.finish(Date.parse('2026-02-02T00:00:00Z'))
  expect(batch.deadLetters.map(({ record, code, field }) => [record.offset, code, field])).toEqual([
    [2n, 'NOT_JSON', null],
    [3n, 'NO_VALUE', null],
    [5n, 'BAD_VALUE', 'quantity'],
  ])
  expect(batch).toMatchObject({ rows: 3, unknownKeys: 1 })
  expect(batch.files).toHaveLength(1)
  expect(batch.files[0]?.partitionValues).toEqual({ event_date: '2026-01-31' })
  const connection = await session.connect()
  const reader = await connection.runAndReadAll(
    `SELECT kafka_partition, kafka_offset, quantity, event_timestamp::VARCHAR AS at, processing_timestamp::VARCHAR AS done, product_name, batch_id
     FROM read_parquet('${batch.files[0]?.path ?? ''}') ORDER BY kafka_offset`,
  )
  connection.disconnectSync()
  expect(reader.getRowObjects()).toEqual([
    row(0n, 2, '2026-01-31 23:59:59.999+00'),
    row(1n, 3, '2026-01-31 23:59:59.999+00'),
    row(4n, 2, '2026-01-31 23:59:59.123456+00'),
  ])
  expect((await readdir(folder)).filter((name) => name.endsWith('.json'))).toEqual([])
})

test('messages of hundreds of dates are written in the memory of a few', async () => {
  const small = await openSession({ threads: 1, memoryLimit: 96 * 2 ** 20, folders: [folder] })
  const writer = createDecoder(createLineWriter({ session: small, lineFolder: folder, keepUnknown: false }))
  const builder = writer.begin(join(folder, 'wide'))
  const days = Array.from({ length: dose(400, 4000) }, (_, index) => index * 2)
  const dates = [...days, ...days].map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))
  builder.append({
    partition: 0,
    endOffset: BigInt(dates.length),
    records: records(
      dates.map((date, index) =>
        JSON.stringify({ ...EVENT, transaction_id: `t-${index}`, event_timestamp: `${date}T12:00:00Z` }),
      ),
    ),
  })
  const { rows, files } = await builder.finish(0)
  await small.close()
  expect(rows).toBe(dates.length)
  expect(files.map(({ partitionValues }) => partitionValues['event_date'])).toEqual([...new Set(dates)].sort())
  expect(files.every(({ stats }) => stats?.numRecords === 2)).toBe(true)
})

test('a dead letter keeps a record time that is none in its reason', async () => {
  const writer = createDecoder(createLineWriter({ session, lineFolder: folder, keepUnknown: false }))
  const builder = writer.begin(join(folder, 't'))
  const times = ['1764496800123456789', '8640000000000001', '253402300800000', '253402300799999', '-1']
  const made = times.map((timestamp, index) =>
    toRecord({ offset: String(index), timestamp, key: null, value: Buffer.from('no') }),
  )
  builder.append({ partition: 0, endOffset: 5n, records: made })
  const { deadLetters: rejected } = await builder.finish(0)
  const files = await writer.writeDeadLetters(join(folder, 'letters'), 'sales', rejected, 1000)
  const page = await createDeadLetterStore(session).page(
    files.map(({ path }) => path),
    { limit: 10, offset: 0 },
  )
  expect(
    page.data.map(({ kafka_timestamp, reason }) => [kafka_timestamp, /\d{10,}/.exec(reason)?.[0] ?? null]),
  ).toEqual([
    [null, '1764496800123456789'],
    [null, '8640000000000001'],
    [null, '253402300800000'],
    ['9999-12-31T23:59:59.999Z', null],
    [null, null],
  ])
})

test('a dead letter of another build, with a time, code and headers that are none, is still shown', async () => {
  const file = join(folder, 'old.parquet')
  const connection = await session.connect()
  await connection.run(
    `COPY (SELECT 't' AS topic, 0 AS kafka_partition, 0::BIGINT AS kafka_offset, make_timestamptz(8640000000000001000) AS kafka_timestamp,
       NULL::BLOB AS key, NULL::BLOB AS value, 'no JSON' AS headers, 'OF_A_LATER_BUILD' AS code, NULL::VARCHAR AS field, 'r' AS reason,
       make_timestamptz(0) AS dead_at, NULL::TIMESTAMPTZ AS redriven_at, NULL::BIGINT AS redriven_version) TO ${quoteText(file)}`,
  )
  connection.disconnectSync()
  const { data } = await createDeadLetterStore(session).page([file], { limit: 10, offset: 0 })
  expect(data).toMatchObject([
    {
      kafka_timestamp: '+275760-09-13T00:00:00.001Z',
      code: 'BAD_VALUE',
      reason: 'Its code OF_A_LATER_BUILD is of another version. r',
    },
  ])
  expect(data[0]?.headers).toEqual([{ key: 'no JSON', value: null }])
})

function row(offset: bigint, quantity: number, at: string) {
  return {
    kafka_partition: 3,
    kafka_offset: offset,
    quantity,
    at,
    done: '2026-02-02 00:00:00+00',
    product_name: EVENT.product_name,
    batch_id: null,
  }
}
