import { expect, test, vi } from 'vitest'
import type { StreamAudit } from '../../src/shared/audit'
import { MillraceError } from '../../src/shared/errors'
import type { KafkaMessage } from '../../src/shared/kafka'
import { findMessage, sourcesOf } from '../../src/renderer/src/features/results/message-of'

const PLACE = { partition: 1, offset: 7 }
const ROW = { transaction_id: 'ours', kafka_partition: 1, kafka_offset: 7 }

/** Of a topic that holds at `offset` the message of a transaction. */
function holding(id: string | null, offset: number | string = 7): { messages: KafkaMessage[] } {
  const text = JSON.stringify({ transaction_id: id })
  const value = { bytes: text.length, text, base64: null }
  const verdict = { kind: 'row', unknownKeys: 0 } as const
  return { messages: [{ partition: 1, offset, timestamp: null, key: null, value, headers: [], verdict }] }
}

const asking = (topics: Readonly<Record<string, { messages: KafkaMessage[] } | Error>>) =>
  vi.fn((topic: string) => {
    const answer = topics[topic] ?? new MillraceError('TOPIC_NOT_FOUND', 'no such topic')
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  })
const find = (topics: readonly string[], ask: ReturnType<typeof asking>, sample = false) =>
  findMessage(ROW, PLACE, { topics: [...topics], sample }, ask)

test('after a switch of the topic the message is that of the row, not what the other topic has at that offset', async () => {
  const ask = asking({ new: holding('theirs'), old: holding('ours') })
  expect(await find(['new', 'old'], ask)).toMatchObject({ kind: 'found', topic: 'old' })
  expect(ask).toHaveBeenCalledTimes(2)
})

test('what is at that offset now is not shown where it is another transaction', async () => {
  expect(await find(['orders'], asking({ orders: holding('theirs') }))).toEqual({ kind: 'unknown', topics: ['orders'] })
  expect(await find(['orders'], asking({ orders: holding(null) }))).toEqual({ kind: 'unknown', topics: ['orders'] })
})

test('the next message, of a topic that has lost this one, is not taken for it', async () => {
  const lost = asking({ orders: holding('ours', 8), empty: { messages: [] } })
  expect(await find(['orders'], lost)).toEqual({ kind: 'gone', topic: 'orders' })
  expect(await find(['empty'], lost)).toEqual({ kind: 'gone', topic: 'empty' })
  expect(await find(['deleted'], lost)).toEqual({ kind: 'gone', topic: 'deleted' })
  // Of several nobody knows whose it was.
  expect(await find(['orders', 'empty'], lost)).toEqual({ kind: 'unknown', topics: ['orders', 'empty'] })
  expect(await find(['orders'], lost, true)).toEqual({ kind: 'unknown', topics: ['orders'] })
})

test('a topic that cannot be asked is told only where no other holds the message', async () => {
  const ask = asking({ closed: new MillraceError('SERVICE_UNAVAILABLE', 'no broker'), old: holding('ours', '7') })
  expect(await find(['closed', 'old'], ask)).toMatchObject({ kind: 'found', topic: 'old' })
  await expect(find(['closed', 'deleted'], ask)).rejects.toThrow('no broker')
})

test('without a topic it is of the sample source, or nobody knows', async () => {
  const ask = asking({})
  expect(await find([], ask, true)).toEqual({ kind: 'sample' })
  expect(await find([], ask)).toEqual({ kind: 'unknown', topics: [] })
  expect(ask).not.toHaveBeenCalled()
})

test('only streams that have read this offset of this partition are asked, each topic once, the latest first', () => {
  const stream = (topic: string, from: number | null, next: number | string, source: 'kafka' | 'sample' = 'kafka') => ({
    source,
    topic,
    from,
    next,
    deadLetterNext: null,
    topicFirst: null,
    topicEnd: null,
  })
  const audit = (...streams: ReturnType<typeof stream>[]) => {
    const counts = { consumed: 0, rows: 0, deadLetters: 0, redriven: 0, skipped: 0, absent: 0, missing: 0, repeats: 0 }
    const other = { partition: 0, streams: [stream('other', 0, 100)], ...counts, agrees: true }
    const partitions: StreamAudit['partitions'] = [other, { partition: 1, streams, ...counts, agrees: true }]
    return sourcesOf({ partitions }, PLACE)
  }
  expect(
    audit(
      stream('a', null, '8'),
      stream('before', 0, 7),
      stream('behind', 8, 100),
      stream('b', 7, 100),
      stream('a', 0, 9),
    ),
  ).toEqual({ topics: ['a', 'b'], sample: false })
  expect(audit(stream('sample', 0, 100, 'sample'))).toEqual({ topics: [], sample: true })
  expect(audit()).toEqual({ topics: [], sample: false })
})
