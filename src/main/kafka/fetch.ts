import Decoder from 'kafkajs/src/protocol/decoder'
import decodeRecordBatch from 'kafkajs/src/protocol/recordBatch/v0/decoder'
import filterAbortedMessages, { type FetchedRecord } from 'kafkajs/src/consumer/filterAbortedMessages'
import { messageOf } from '../../shared/errors'
import type { Broker } from './cluster'
import { askRecords } from './requests'

/** What one fetch brought of a partition. */
export interface FetchedPart {
  /** 0 is none. */
  readonly errorCode: number
  /** Committed ones from the wanted offset on, rising. */
  readonly records: readonly FetchedRecord[]
  /** Where the next fetch begins: behind everything that came, also gaps of compaction and of transactions. */
  readonly next: bigint
  /** Of the whole answer, in bytes. */
  readonly bytes: number
  /** Record batches that cannot be read, with their first and last offset. */
  readonly unreadable: readonly { readonly from: bigint; readonly to: bigint; readonly reason: string }[]
}

/** How long the broker may wait for a first byte: there is always one, but for a hole at the end. */
const WAIT_MS = 250
/** Of a record batch: up to and with its magic, and its whole header. */
const MAGIC_AT = 16
const LAST_DELTA_AT = 23
const HEADER_BYTES = 61
const LENGTH_AT = 8
const LENGTH_END = 12

/** Joins no group. At least one record batch comes whole, whatever `maxBytes` says. */
export async function fetchPart(
  broker: Broker,
  place: { readonly topic: string; readonly partition: number; readonly offset: bigint },
  maxBytes: number,
): Promise<FetchedPart> {
  const { bytes, version } = await askRecords(broker, place, { maxWaitMs: WAIT_MS, maxBytes })
  const { errorCode, aborted, records } = readAnswer(bytes, version)
  const batches = await readBatches(records)
  const committed = filterAbortedMessages({ messages: batches.records, abortedTransactions: aborted })
  return {
    errorCode,
    // A batch comes whole, also the records of it that lie before the wanted one.
    records: committed.filter((record) => !record.isControlRecord && BigInt(record.offset) >= place.offset),
    next: batches.last === null || batches.last < place.offset ? place.offset : batches.last + 1n,
    bytes: bytes.length,
    unreadable: batches.unreadable,
  }
}

interface Answer {
  readonly errorCode: number
  readonly aborted: readonly { readonly producerId: string; readonly firstOffset: string }[]
  readonly records: Buffer
}

/** Of one topic with one partition. */
function readAnswer(bytes: Buffer, version: number): Answer {
  const decoder = new Decoder(bytes)
  decoder.readInt32()
  if (version >= 7) {
    const errorCode = decoder.readInt16()
    decoder.readInt32()
    if (errorCode !== 0) return { errorCode, aborted: [], records: Buffer.alloc(0) }
  }
  const [answer] = decoder.readArray((topic) => {
    topic.readString()
    return topic.readArray((partition): Answer => {
      partition.readInt32()
      const errorCode = partition.readInt16()
      partition.readInt64()
      partition.readInt64()
      if (version >= 5) partition.readInt64()
      const aborted = partition.readArray((transaction) => ({
        producerId: transaction.readInt64().toString(),
        firstOffset: transaction.readInt64().toString(),
      }))
      if (version >= 11) partition.readInt32()
      return { errorCode, aborted, records: partition.readBytes() ?? Buffer.alloc(0) }
    })[0]
  })
  if (answer === undefined) throw new Error('the broker answered a fetch without its partition')
  return answer
}

/** Batch by batch, since one that cannot be read must neither hide the others nor hold up the way behind it. */
async function readBatches(bytes: Buffer): Promise<{
  readonly records: readonly FetchedRecord[]
  /** The last offset that the batches cover; an empty batch covers offsets too. */
  readonly last: bigint | null
  readonly unreadable: FetchedPart['unreadable']
}> {
  const records: FetchedRecord[] = []
  const unreadable: { from: bigint; to: bigint; reason: string }[] = []
  let last: bigint | null = null
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const from = bytes.readBigInt64BE(at)
    const end = at + LENGTH_END + bytes.readInt32BE(at + LENGTH_AT)
    // The last one may be cut off; it comes whole when it is asked for first.
    if (end > bytes.length || end <= at) break
    const old = bytes.readInt8(at + MAGIC_AT) < 2
    const to = old ? from : from + BigInt(bytes.readInt32BE(at + LAST_DELTA_AT))
    try {
      if (old) throw new Error('it has the message format of Kafka before 0.11')
      records.push(...(await decodeRecordBatch(new Decoder(bytes.subarray(at, end)))).records)
    } catch (error) {
      unreadable.push({ from, to, reason: messageOf(error) })
    }
    last = to
    at = end
  }
  return { records, last, unreadable }
}
