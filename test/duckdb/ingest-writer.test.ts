import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openIngestWriter } from '../../src/main/duckdb/ingest-writer'
import { openSession, type Session } from '../../src/main/duckdb/session'
import type { SourceRecord } from '../../src/main/stream/ports'

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
  transaction_id: 't-1',
  event_timestamp: '2026-01-31T23:59:59.999Z',
  processing_timestamp: null,
  customer_id: 'CUST-00000001',
  customer_tier: null,
  product_id: 'SKU-ELE-00001',
  product_name: 'Sony Cameras #1 ünï',
  category: 'electronics',
  sub_category: 'cameras',
  brand: 'Sony',
  quantity: 2,
  unit_price: 10.25,
  discount_percent: 0,
  total_amount: 20.5,
  tax_amount: 1.85,
  currency: 'USD',
  payment_method: 'upi',
  card_network: null,
  transaction_status: 'completed',
  channel: 'web',
  store_id: null,
  region: 'north',
  city: 'Delhi',
  state: 'DL',
  postal_code: '123456',
  device_type: 'ios',
  session_id: 's',
  ip_address: '1.2.xxx.xxx',
  is_fraudulent: false,
  fraud_score: 0.1,
  batch_id: null,
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
  const writer = openIngestWriter({ session, lineFolder: folder, keepUnknown: false })
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
  expect(batch.rejected.map(({ record, code, field }) => [record.offset, code, field])).toEqual([
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
