import { CompressionTypes, Partitioners } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { Api } from '../../src/main/api/server'
import { ErrorBody } from '../../src/shared/errors'
import {
  KafkaBrokers,
  KafkaGroupDetail,
  KafkaGroups,
  KafkaMessages,
  KafkaTopicDetail,
  KafkaTopics,
} from '../../src/shared/kafka'
import { NO_BROKER, openBroker, type TestBroker } from '../support/broker'
import { serveApi } from '../support/api'
import { expectWithinMs } from '../support/dose'
import { openTestFolder, type TestFolder } from '../support/engine'
import { eventJson } from '../support/event-json'
import { until } from '../support/until'

const NOTHING_LISTENS = '127.0.0.1:1'

async function openApi(bootstrapServers: string): Promise<{ folder: TestFolder; api: Api; close(): Promise<void> }> {
  const folder = await openTestFolder([
    `pipeline.kafka.bootstrap-servers=${bootstrapServers}`,
    'pipeline.kafka.stream-topic=main',
  ])
  const engine = await folder.engine()
  const api = await serveApi(engine)
  return {
    folder,
    api,
    async close() {
      await api.close(100)
      await folder.remove()
    },
  }
}

describe('with the broker away', () => {
  let opened: Awaited<ReturnType<typeof openApi>>
  beforeAll(async () => {
    opened = await openApi(NOTHING_LISTENS)
  })
  afterAll(() => opened.close())

  test.each(['topics', 'topics/main', 'topics/main/messages', 'groups', 'groups/g', 'brokers'])(
    'GET /kafka/%s says so with cause and fix within ten seconds',
    async (path) => {
      const started = Date.now()
      const response = await fetch(`${opened.api.address}/kafka/${path}`)
      const body = ErrorBody.parse(await response.json())
      expectWithinMs(Date.now() - started, 10_000, path)
      expect(response.status).toBe(503)
      expect(response.headers.get('retry-after')).not.toBeNull()
      expect(body.error).toBe('SERVICE_UNAVAILABLE')
      expect(body.message).toMatch(/127\.0\.0\.1:1 .*refused.*bootstrap-servers/)
    },
  )
})

describe.skipIf(NO_BROKER !== null)(`Kafka routes${NO_BROKER === null ? '' : ` (SKIPPED: ${NO_BROKER})`}`, () => {
  let broker: TestBroker
  let opened: Awaited<ReturnType<typeof openApi>>
  const base = Date.now() - 3_600_000

  beforeAll(async () => {
    broker = await openBroker()
    await broker.createTopic('main', 3)
    await broker.createTopic('kept', 1, { 'retention.ms': '-1' })
    opened = await openApi(broker.bootstrapServers)
    const producer = broker.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
    await producer.connect()
    // 30 in the first partition, 10 in the second, none in the third; older than the minute that rates look at.
    await producer.send({
      topic: 'main',
      compression: CompressionTypes.GZIP,
      messages: Array.from({ length: 30 }, (_, n) => ({
        partition: 0,
        key: `k${n}`,
        value: eventJson({ transaction_id: `t${n}` }),
        timestamp: String(base + n * 2000),
        headers: { trace: 'abc', raw: Buffer.from([0xff, 0x00]) },
      })),
    })
    await producer.send({
      topic: 'main',
      messages: [
        ...Array.from({ length: 8 }, (_, n) => ({
          partition: 1,
          value: eventJson({ quantity: n === 0 ? 1.5 : 2 }),
          timestamp: String(base + 1000 + n * 2000),
        })),
        { partition: 1, value: null, timestamp: String(base + 90_000) },
        { partition: 1, value: Buffer.from([0xc3, 0x28]), timestamp: String(base + 91_000) },
      ],
    })
    await producer.disconnect()
  })
  afterAll(async () => {
    await opened.close()
    await broker.close()
  })

  async function get<S extends z.ZodType>(schema: S, path: string): Promise<z.output<S>> {
    const response = await fetch(`${opened.api.address}/kafka/${path}`)
    const body: unknown = await response.json()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`)
    return schema.parse(body)
  }

  async function refusal(path: string): Promise<{ status: number; error: string; message: string }> {
    const response = await fetch(`${opened.api.address}/kafka/${path}`)
    const { error, message } = ErrorBody.parse(await response.json())
    return { status: response.status, error, message }
  }

  test('topics say what they hold and how they are kept', async () => {
    const { topics, notes } = await get(KafkaTopics, 'topics')
    expect(notes).toEqual([])
    expect(topics.find(({ name }) => name === 'main')).toMatchObject({
      internal: false,
      ours: true,
      partitions: 3,
      replication: 1,
      underReplicated: 0,
      offline: 0,
      messages: 40,
      messagesPerSecond: 0,
      retention: { ms: 168 * 3_600_000, bytes: null },
      cleanupPolicy: 'delete',
      compression: 'producer',
      maxMessageBytes: 1_048_588,
    })
    expect(Number(topics.find(({ name }) => name === 'main')?.sizeBytes)).toBeGreaterThan(1000)
    expect(topics.find(({ name }) => name === 'kept')).toMatchObject({
      ours: false,
      messages: 0,
      sizeBytes: 0,
      retention: { ms: null, bytes: null },
    })
  })

  test('the rate counts what came in the last minute', async () => {
    await broker.createTopic('busy', 2)
    await broker.produce(
      'busy',
      Array.from({ length: 600 }, (_, n) => ({ partition: n % 2, value: 'x' })),
    )
    const { topics } = await get(KafkaTopics, 'topics')
    expect(topics.find(({ name }) => name === 'busy')?.messagesPerSecond).toBe(10)
  })

  test('a topic shows each partition against an even share, and its settings with their source', async () => {
    const detail = await get(KafkaTopicDetail, 'topics/main')
    expect(detail.partitions).toMatchObject([
      { partition: 0, firstOffset: 0, endOffset: 30, messages: 30, leader: 1, replicas: [1], inSync: [1] },
      { partition: 1, firstOffset: 0, endOffset: 10, messages: 10, share: 0.25, shareOfEven: 0.75 },
      { partition: 2, firstOffset: 0, endOffset: 0, messages: 0, share: 0, shareOfEven: 0 },
    ])
    expect(detail.partitions[0]).toMatchObject({ share: 0.75, shareOfEven: 2.25 })
    const sourceOf = async (topic: string, setting: string) =>
      (await get(KafkaTopicDetail, `topics/${topic}`)).settings?.find(({ name }) => name === setting)
    expect(await sourceOf('kept', 'retention.ms')).toMatchObject({ value: '-1', source: 'topic' })
    expect(await sourceOf('main', 'retention.ms')).toMatchObject({ value: '604800000', source: 'default' })
  })

  test('the newest messages come first, over all partitions, each with the verdict of our decoder', async () => {
    const page = await get(KafkaMessages, 'topics/main/messages?limit=5')
    expect(page.order).toBe('newest-first')
    expect(page.ended).toBe('limit')
    expect(page.messages.map(({ partition, offset }) => `${partition}/${offset}`)).toEqual([
      '1/9',
      '1/8',
      '0/29',
      '0/28',
      '0/27',
    ])
    expect(page.messages[0]).toMatchObject({
      value: { text: null, base64: 'wyg=', bytes: 2 },
      verdict: { kind: 'dead', code: 'NOT_UTF8' },
    })
    expect(page.messages[1]).toMatchObject({ value: null, verdict: { kind: 'dead', code: 'NO_VALUE' } })
    expect(page.messages[2]).toMatchObject({
      timestamp: new Date(base + 58_000).toISOString(),
      key: { text: 'k29', base64: null, bytes: 3 },
      headers: [
        { key: 'trace', value: { text: 'abc', base64: null, bytes: 3 } },
        { key: 'raw', value: { text: null, base64: '/wA=', bytes: 2 } },
      ],
      verdict: { kind: 'row', unknownKeys: 0 },
    })
  })

  test('an offset, a time and the oldest are places to begin', async () => {
    const at = async (query: string) => {
      const { order, messages, ended } = await get(KafkaMessages, `topics/main/messages?${query}`)
      return { order, ended, places: messages.map(({ partition, offset }) => `${partition}/${offset}`) }
    }
    expect(await at('partition=0&offset=17&limit=3')).toEqual({
      order: 'oldest-first',
      ended: 'limit',
      places: ['0/17', '0/18', '0/19'],
    })
    expect(await at('offset=oldest&limit=4')).toMatchObject({ places: ['0/0', '1/0', '0/1', '1/1'] })
    expect(await at(`timestamp=${new Date(base + 57_000).toISOString()}`)).toEqual({
      order: 'oldest-first',
      ended: 'end',
      places: ['0/29', '1/8', '1/9'],
    })
    expect(await at('partition=2')).toEqual({ order: 'newest-first', ended: 'end', places: [] })
    expect(await at('limit=0')).toMatchObject({ places: [] })
  })

  test('a bad value is told as it would be in the dead letters', async () => {
    const page = await get(KafkaMessages, 'topics/main/messages?partition=1&offset=0&limit=1')
    expect(page.messages[0]?.verdict).toMatchObject({ kind: 'dead', code: 'BAD_VALUE', field: 'quantity' })
  })

  test('a cursor reads on in every partition and misses nothing, also in one that was added', async () => {
    await broker.createTopic('tail', 2)
    await broker.produce('tail', [
      { partition: 0, value: 'a' },
      { partition: 1, value: 'b' },
    ])
    const first = await get(KafkaMessages, 'topics/tail/messages')
    expect(first.messages).toHaveLength(2)
    expect((await get(KafkaMessages, `topics/tail/messages?cursor=${first.cursor}`)).messages).toEqual([])
    const admin = broker.kafka.admin()
    await admin.connect()
    await admin.createPartitions({ topicPartitions: [{ topic: 'tail', count: 3 }] })
    await admin.disconnect()
    await broker.refresh()
    await broker.produce(
      'tail',
      [0, 1, 2].flatMap((partition) => [1, 2].map((n) => ({ partition, value: `${partition}-${n}` }))),
    )
    const seen: string[] = []
    let { cursor } = first
    for (let round = 0; round < 4; round++) {
      const page = await get(KafkaMessages, `topics/tail/messages?limit=2&cursor=${cursor}`)
      seen.push(...page.messages.map(({ value }) => value?.text ?? ''))
      cursor = page.cursor
    }
    expect(seen.sort()).toEqual(['0-1', '0-2', '1-1', '1-2', '2-1', '2-2'])
  })

  test('what retention took is said, and reading goes on behind it', async () => {
    await broker.createTopic('trimmed', 1)
    await broker.produce(
      'trimmed',
      Array.from({ length: 10 }, (_, n) => ({ value: `v${n}` })),
    )
    const admin = broker.kafka.admin()
    await admin.connect()
    await admin.fetchTopicOffsets('trimmed')
    await admin.deleteTopicRecords({ topic: 'trimmed', partitions: [{ partition: 0, offset: '6' }] })
    await admin.disconnect()
    const page = await get(KafkaMessages, 'topics/trimmed/messages?partition=0&offset=2')
    expect(page.messages.map(({ offset }) => offset)).toEqual([6, 7, 8, 9])
    expect(page.notes).toEqual(['Partition 0 begins at offset 6: what was before it is gone.'])
    const beyond = await get(KafkaMessages, 'topics/trimmed/messages?partition=0&offset=99')
    expect(beyond).toMatchObject({ messages: [], ended: 'end' })
    expect(beyond.notes[0]).toMatch(/ends at offset 10/)
  })

  test('aborted and open transactions are gaps that end the look, not hang it', async () => {
    await broker.createTopic('transactional', 1)
    const producer = broker.kafka.producer({
      transactionalId: 'gaps',
      maxInFlightRequests: 1,
      idempotent: true,
      createPartitioner: Partitioners.DefaultPartitioner,
    })
    await producer.connect()
    const send = async (values: string[], end: 'commit' | 'abort' | 'open') => {
      const transaction = await producer.transaction()
      await transaction.send({ topic: 'transactional', messages: values.map((value) => ({ value })) })
      if (end !== 'open') await transaction[end]()
    }
    await send(['a', 'b'], 'commit')
    await send(['lost', 'lost'], 'abort')
    await send(['c'], 'commit')
    const values = async (query: string) =>
      (await get(KafkaMessages, `topics/transactional/messages?${query}`)).messages.map(({ value }) => value?.text)
    expect(await values('offset=oldest')).toEqual(['a', 'b', 'c'])
    expect(await values('limit=2')).toEqual(['c', 'b'])
    expect(await values('limit=50')).toEqual(['c', 'b', 'a'])
    await send(['held back'], 'open')
    const started = Date.now()
    const page = await get(KafkaMessages, 'topics/transactional/messages?offset=oldest')
    expectWithinMs(Date.now() - started, 5000, 'a page before an open transaction')
    expect(page.messages.map(({ value }) => value?.text)).toEqual(['a', 'b', 'c'])
    expect(page.notes.join()).toMatch(/transaction that is open/)
    await producer.disconnect()
  })

  test('large messages end a page by bytes, with at least one in it', async () => {
    await broker.createTopic('large', 1)
    for (let n = 0; n < 12; n++) await broker.produce('large', [{ value: Buffer.alloc(1_000_000, 0x61 + n) }])
    const newest = await get(KafkaMessages, 'topics/large/messages')
    expect(newest.ended).toBe('bytes')
    expect(newest.messages[0]).toMatchObject({ offset: 11, value: { bytes: 1_000_000 } })
    expect(newest.messages.length).toBeLessThan(12)
    const oldest = await get(KafkaMessages, 'topics/large/messages?offset=oldest')
    expect(oldest.ended).toBe('bytes')
    expect(oldest.messages.map(({ offset }) => offset)).toEqual(oldest.messages.map((_, index) => index))
    expect(oldest.partitions[0]?.nextOffset).toBe(oldest.messages.length)
  })

  test('[checklist 5, 26] groups show members, their partitions and the lag; ours comes first', async () => {
    const consumer = broker.kafka.consumer({ groupId: 'a-reader' })
    await consumer.connect()
    await consumer.subscribe({ topics: ['main'], fromBeginning: true })
    await consumer.run({ eachMessage: () => Promise.resolve() })
    const post = (path: string, body: object) =>
      fetch(opened.api.address + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      })
    expect((await post('/stream/start', { startingOffsets: 'earliest' })).status).toBe(200)
    try {
      const { groups, notes } = await until(
        () => get(KafkaGroups, 'groups'),
        (answer) => answer.groups.filter(({ state, lag }) => state === 'Stable' && lag === 0).length === 2,
      )
      expect(groups.map(({ id }) => id)).toEqual(['unified-pipeline-stream', 'a-reader'])
      expect(groups[0]).toMatchObject({ ours: true, members: 1, topics: ['main'], protocolType: 'consumer' })
      expect(notes.join()).toMatch(/courtesy/)
      const detail = await get(KafkaGroupDetail, 'groups/unified-pipeline-stream')
      expect(detail.members).toMatchObject([
        { client: 'millrace', host: '127.0.0.1', assignments: [{ topic: 'main', partitions: [0, 1, 2] }] },
      ])
      expect(detail.partitions).toMatchObject([
        { topic: 'main', partition: 0, committedOffset: 30, endOffset: 30, lag: 0, member: detail.members[0]?.id },
        { topic: 'main', partition: 1, committedOffset: 10, endOffset: 10, lag: 0 },
        { topic: 'main', partition: 2, committedOffset: null, endOffset: 0, lag: null },
      ])
    } finally {
      await post('/stream/stop', {})
      await consumer.disconnect()
    }
    await broker.produce('main', [{ partition: 0, value: 'behind' }])
    const idle = await get(KafkaGroupDetail, 'groups/a-reader')
    expect(idle.group).toMatchObject({ state: 'Empty', members: 0, lag: 1 })
    expect(idle.partitions[0]).toMatchObject({ lag: 1, member: null })
  })

  test('brokers show their address, what they lead and what they hold on disk', async () => {
    const { clusterId, brokers, notes } = await get(KafkaBrokers, 'brokers')
    expect(clusterId).toMatch(/^[\w-]{22}$/)
    expect(notes).toEqual([])
    expect(brokers).toMatchObject([
      { id: 1, host: '127.0.0.1', port: Number(broker.bootstrapServers.split(':')[1]), rack: null, controller: true },
    ])
    expect(brokers[0]?.leaders).toBeGreaterThan(3)
    expect(Number(brokers[0]?.logSizeBytes)).toBeGreaterThan(1000)
    expect(brokers[0]?.logFolders).toHaveLength(1)
  })

  test('what is not there is 404, and what cannot be is 400', async () => {
    expect(await refusal('topics/nowhere')).toMatchObject({ status: 404, error: 'TOPIC_NOT_FOUND' })
    expect(await refusal('topics/nowhere/messages')).toMatchObject({ status: 404, error: 'TOPIC_NOT_FOUND' })
    expect(await refusal('groups/nobody')).toMatchObject({ status: 404, error: 'GROUP_NOT_FOUND' })
    for (const [query, words] of [
      ['partition=7', /no partition 7; it has 3/],
      ['offset=5', /of which partition/],
      ['offset=x&partition=0', /offset: must be/],
      ['offset=5&partition=0&timestamp=2026-01-01T00:00:00Z', /not both/],
      ['timestamp=yesterday', /timestamp: must be an ISO 8601 time/],
      ['cursor=1', /cursor: must be/],
      ['limit=-1', /limit/],
    ] as const) {
      const answer = await refusal(`topics/main/messages?${query}`)
      expect(answer, query).toMatchObject({ status: 400, error: 'INVALID_REQUEST' })
      expect(answer.message).toMatch(words)
    }
    expect((await refusal(`topics/${encodeURIComponent('a/b')}`)).status).toBe(400)
    const { topics } = await get(KafkaTopics, 'topics')
    expect(topics.some(({ name }) => name === 'nowhere')).toBe(false)
  })
})
