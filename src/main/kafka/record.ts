import type { IHeaders, KafkaMessage } from 'kafkajs'
import { LAST_TIME_MS } from '../../shared/scalars'
import type { SourceRecord } from '../stream/ports'

type Headers = IHeaders | Readonly<Record<string, Buffer | (Buffer | undefined)[] | undefined>>

/** A message of kafkajs as the port has it. */
export function toRecord(
  message: Pick<KafkaMessage, 'offset' | 'timestamp' | 'key' | 'value'> & { headers?: Headers },
): SourceRecord {
  const record: SourceRecord = {
    offset: BigInt(message.offset),
    timestamp: toTimestamp(message.timestamp),
    key: message.key,
    value: message.value,
    headers: message.headers === undefined ? NO_HEADERS : toHeaders(message.headers),
  }
  return Number(message.timestamp) > LAST_TIME_MS ? { ...record, oddTimestamp: message.timestamp } : record
}

/** Epoch ms; null where the producer gave none, which Kafka writes as -1, or one that is no time (nanoseconds, for one). */
export function toTimestamp(text: string): number | null {
  const timestamp = Number(text)
  return timestamp >= 0 && timestamp <= LAST_TIME_MS ? timestamp : null
}

const NO_HEADERS: SourceRecord['headers'] = []

/** Headers by name; those of one name in their order. */
export function toHeaders(headers: Headers): SourceRecord['headers'] {
  const list: { key: string; value: Uint8Array | null }[] = []
  for (const key in headers) {
    const value = headers[key]
    for (const one of Array.isArray(value) ? value : [value]) {
      list.push({ key, value: one === undefined ? null : typeof one === 'string' ? Buffer.from(one) : one })
    }
  }
  return list
}
