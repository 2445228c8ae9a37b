import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { CompressionTypes, Partitioners } from 'kafkajs'
import { expect } from 'vitest'
import type { TestBroker } from '../support/broker'
import { eventJson } from '../support/event-json'
import { NOT_SEEN, PATIENCE_MS, until } from '../support/until'
import { CANARY_MS, type Fault } from './fault'
import { WITHOUT } from './guards'
import { expectGap, goOn, openLossRig } from './lost-data'

/** Of a record batch in a segment, as the protocol has it. */
const LENGTH_AT = 8
const LENGTH_END = 12
const CODEC_AT = 22
const RECORDS_AT = 61

/** What is wrong with a batch, in turn. The broker hands over what its disk holds. */
const HARMS = [
  { compression: CompressionTypes.None, at: CODEC_AT, bytes: [5] },
  { compression: CompressionTypes.GZIP, at: RECORDS_AT, bytes: [0, 0, 0, 0] },
  { compression: CompressionTypes.None, at: RECORDS_AT, bytes: [0xff, 0xff, 0xff, 0x7f] },
] as const

/** Decision 6 for a record batch that nobody can read: everything before it, the exact range, then on behind it. */
export function unreadableBatch(broker: () => TestBroker): Fault {
  return {
    name: 'unreadable-batch',
    canaries: [
      { guard: 'the search for it', mutations: WITHOUT.findUnreadable, trials: 1, says: NOT_SEEN },
      { guard: 'what stands before it', mutations: WITHOUT.readBefore, trials: 1, says: /before it are rows/ },
    ],
    note: () => 'unknown codec, broken gzip and broken length in turn, written into the segment of a real broker',
    open: ({ mutations, canary }) =>
      openLossRig(broker, mutations, async ({ stream, topic, random, index }) => {
        const harm = HARMS[index % HARMS.length] ?? HARMS[0]
        await broker().createTopic(topic, 1)
        const sizes = Array.from({ length: 3 + random.below(4) }, () => 5 + random.below(30))
        await sendBatches(broker(), topic, sizes, harm.compression)
        const bad = 1 + random.below(sizes.length - 1)
        await harmBatch(join(broker().dataFolder, 'logs', `${topic}-0`, `${'0'.repeat(20)}.log`), bad, harm)
        const from = sum(sizes.slice(0, bad))
        const to = from + (sizes[bad] ?? 0) - 1
        await stream.server.post('/stream/start', { topic, startingOffsets: 'earliest' })
        const failed = await until(
          () => stream.status(),
          ({ state }) => state === 'FAILED',
          canary === null ? PATIENCE_MS : CANARY_MS,
        )
        expect(failed.reason).toContain(`partition 0 cannot be read from offset ${from} to ${to}`)
        expect(failed.fix).toContain('"failOnDataLoss": false')
        expect(failed.totals.rows, 'all before it are rows').toBe(from)
        await goOn(stream, topic, sum(sizes) - to - 1)
        await expectGap(stream, { partition: 0, from: String(from), to: String(to), cause: 'unreadable' })
      }),
  }
}

/** Each as one record batch. */
async function sendBatches(
  broker: TestBroker,
  topic: string,
  sizes: readonly number[],
  compression: CompressionTypes,
): Promise<void> {
  const producer = broker.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  for (const [batch, size] of sizes.entries()) {
    const messages = Array.from({ length: size }, (_, index) => ({
      value: eventJson({ transaction_id: `b${batch}-${index}` }),
    }))
    await producer.send({ topic, acks: -1, compression, messages })
  }
  await producer.disconnect()
}

async function harmBatch(segment: string, wanted: number, harm: (typeof HARMS)[number]): Promise<void> {
  const file = await open(segment, 'r+')
  try {
    let at = 0
    for (let batch = 0; batch < wanted; batch++) {
      const { buffer } = await file.read(Buffer.alloc(LENGTH_END), 0, LENGTH_END, at)
      at += LENGTH_END + buffer.readInt32BE(LENGTH_AT)
    }
    await file.write(Buffer.from(harm.bytes), 0, harm.bytes.length, at + harm.at)
  } finally {
    await file.close()
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
