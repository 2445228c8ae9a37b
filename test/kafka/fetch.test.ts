import { expect, test } from 'vitest'
import type { Broker } from '../../src/main/kafka/cluster'
import { fetchPart } from '../../src/main/kafka/fetch'

/** What a broker will not give on demand, byte by byte as the protocol writes it: record batches of format 2. */
function batch(first: number, values: readonly string[], options: { codec?: number; covers?: number } = {}): Buffer {
  const records = values.map((value, index) => {
    const body = Buffer.concat([
      Buffer.from([0, 0]),
      varint(index),
      varint(-1),
      varint(value.length),
      Buffer.from(value),
      varint(0),
    ])
    return Buffer.concat([varint(body.length), body])
  })
  const header = Buffer.alloc(61)
  const size = records.reduce((sum, { length }) => sum + length, 0)
  header.writeBigInt64BE(BigInt(first), 0)
  header.writeInt32BE(49 + size, 8)
  header.writeInt8(2, 16)
  header.writeInt16BE(options.codec ?? 0, 21)
  header.writeInt32BE((options.covers ?? values.length) - 1, 23)
  header.writeBigInt64BE(1000n, 27)
  header.writeBigInt64BE(-1n, 43)
  header.writeInt32BE(values.length, 57)
  return Buffer.concat([header, ...records])
}

/** Zigzag, small numbers only. */
function varint(value: number): Buffer {
  const zigzag = value < 0 ? -2 * value - 1 : 2 * value
  return zigzag < 128 ? Buffer.from([zigzag]) : Buffer.from([(zigzag & 0x7f) | 0x80, zigzag >> 7])
}

function brokerWith(records: Buffer): Broker {
  const head = Buffer.alloc(4 + 2 + 4 + 4 + 2 + 1 + 4)
  head.writeInt32BE(1, 10)
  head.writeInt16BE(1, 14)
  head.write('t', 16)
  head.writeInt32BE(1, 17)
  const partition = Buffer.alloc(4 + 2 + 8 + 8 + 8 + 4 + 4 + 4)
  partition.writeInt32BE(records.length, 38)
  const answer = Buffer.concat([head, partition, records])
  return {
    connectionPool: {
      host: 'h',
      port: 1,
      send: async ({ response }) => response.parse(await response.decode(answer)),
    },
    versions: { 1: { minVersion: 4, maxVersion: 11 } },
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
  }
}

async function fetch(records: Buffer, offset: bigint) {
  const part = await fetchPart(brokerWith(records), { topic: 't', partition: 0, offset }, 1024)
  return {
    offsets: part.records.map((record) => Number(record.offset)),
    next: Number(part.next),
    unreadable: part.unreadable.map(({ from, to }) => [Number(from), Number(to)]),
  }
}

test('a batch that no decoder can read is told with its place, and hides neither what is before nor behind', async () => {
  const bytes = Buffer.concat([batch(5, ['a', 'b']), batch(7, ['?', '?', '?'], { codec: 3 }), batch(10, ['c'])])
  expect(await fetch(bytes, 5n)).toEqual({ offsets: [5, 6, 10], next: 11, unreadable: [[7, 9]] })
})

test('reading goes on behind batches that compaction has emptied', async () => {
  const bytes = Buffer.concat([batch(5, [], { covers: 40 }), batch(50, ['a'], { covers: 3 })])
  expect(await fetch(bytes, 5n)).toEqual({ offsets: [50], next: 53, unreadable: [] })
  expect(await fetch(batch(5, [], { covers: 40 }), 20n)).toEqual({ offsets: [], next: 45, unreadable: [] })
})

test('records before the wanted offset are left out, and a batch that is cut off waits for the next fetch', async () => {
  const cut = batch(8, ['c', 'd'])
  const bytes = Buffer.concat([batch(5, ['a', 'b', 'c']), cut.subarray(0, cut.length - 1)])
  expect(await fetch(bytes, 6n)).toEqual({ offsets: [6, 7], next: 8, unreadable: [] })
  expect(await fetch(Buffer.alloc(0), 8n)).toEqual({ offsets: [], next: 8, unreadable: [] })
})
