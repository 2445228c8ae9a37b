import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import BrokerPool from 'kafkajs/src/cluster/brokerPool'
import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup'
import RequestQueue from 'kafkajs/src/network/requestQueue'
import { afterEach, expect, test, vi } from 'vitest'
import { createClient, toBrokerError } from '../../src/main/kafka/client'
import { testConnection } from '../../src/main/kafka/connection-test'
import { guardKafkajs } from '../../src/main/kafka/guards'
import { openView } from '../../src/main/kafka/view'
import { SILENT } from '../../src/main/log/logger'

afterEach(() => {
  vi.useRealTimers()
})

const BUILT = join(import.meta.dirname, '../../out/main')

test('the built program mends the kafkajs that it runs, not a copy of its own', () => {
  const chunks = readdirSync(BUILT)
    .filter((name) => name.endsWith('.cjs'))
    .map((name) => readFileSync(join(BUILT, name), 'utf8'))
  for (const path of ['kafkajs', 'kafkajs/src/consumer/consumerGroup', 'kafkajs/src/network/requestQueue'])
    expect(chunks.filter((text) => new RegExp(`require\\(["'\`]${path}["'\`]\\)`).test(text))).not.toHaveLength(0)
  expect(chunks.filter((text) => text.includes('async recoverFromOffsetOutOfRange('))).toHaveLength(0)
  expect(chunks.filter((text) => text.includes('CHECK_PENDING_REQUESTS_INTERVAL'))).toHaveLength(0)
})

test('an IPv6 address in brackets is spoken to as an address, by kafkajs and by the connection test', async (context) => {
  let asked = 0
  // A broker that goes away once it is asked.
  const server = createServer((socket) => socket.once('data', () => (asked++, socket.destroy())))
  server.listen(0, '::1')
  try {
    await once(server, 'listening')
  } catch (error) {
    return context.skip(`no IPv6 here: ${String(error)}`)
  }
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const client = {
    bootstrapServers: [`[::1]:${port}`],
    security: { protocol: 'PLAINTEXT', ca: null, cert: null, key: null, passphrase: null, sasl: null },
    origin: 'configuration',
    unusable: null,
    log: SILENT,
  } as const
  try {
    const view = openView(createClient(client, { retry: { retries: 0 } }))
    const error: unknown = await view.metadata().catch((cause: unknown) => cause)
    await view.close()
    expect(asked).toBeGreaterThan(0)
    const told = toBrokerError(error, client).message
    expect(told).toContain(`The Kafka broker at [::1]:${port} cannot be reached`)
    expect(told).not.toContain('sends its clients on')
    const judge = () => ({ kind: 'row' }) as never
    const { stages } = await testConnection({ client, topic: 't', judge, signal: new AbortController().signal })
    expect(stages.slice(0, 2)).toMatchObject([
      { stage: 'dns', ok: true, message: '::1.' },
      { stage: 'tcp', ok: true, message: `[::1]:${port} answers.` },
    ])
  } finally {
    server.close()
  }
})

test('an idle request queue sets no timer', () => {
  guardKafkajs()
  const queue = Object.assign(Object.create(RequestQueue.prototype) as typeof RequestQueue.prototype, {
    throttleCheckTimeoutId: null,
    throttledUntil: -1,
    pending: [],
  })
  queue.scheduleCheckPendingRequests()
  expect(queue.throttleCheckTimeoutId).toBeNull()
})

test('a request that is not answered is told within a second of its time, by one look a second', () => {
  guardKafkajs()
  vi.useFakeTimers()
  let told = 0
  let looks = 0
  const request = { sentAt: Date.now(), requestTimeout: 10_000, timeoutRequest: () => (told += 1) }
  const queue = Object.assign(Object.create(RequestQueue.prototype) as typeof RequestQueue.prototype, {
    enforceRequestTimeout: true,
    requestTimeout: 10_000,
    requestTimeoutIntervalId: null,
    inflight: new Map([[1, request]]),
    isConnected: () => ++looks > 0,
  })
  queue.scheduleRequestTimeoutCheck()
  vi.advanceTimersByTime(10_000)
  expect(told).toBe(0)
  vi.advanceTimersByTime(1000)
  expect(told).toBe(1)
  expect(looks).toBe(11)
  queue.isConnected = () => false
  vi.advanceTimersByTime(1000)
  expect(vi.getTimerCount()).toBe(0)
})

test('a clock that is set back by an hour holds up no heartbeat, metadata, throttled or lost request', async () => {
  guardKafkajs()
  const later = Date.now() + 3_600_000
  const beats: number[] = []
  const member = Object.assign(Object.create(ConsumerGroup.prototype) as typeof ConsumerGroup.prototype, {
    lastRequest: later,
  })
  // kafkajs keeps what beats under a symbol of its own.
  const group = new Proxy(member, {
    get: (target, key): unknown =>
      typeof key === 'symbol' ? () => beats.push(target.lastRequest) : Reflect.get(target, key),
  })
  await group.heartbeat({ interval: 1500 })
  expect(beats).toEqual([0])

  let refreshed = 0
  const pool = Object.assign(Object.create(BrokerPool.prototype) as typeof BrokerPool.prototype, {
    metadata: { topicMetadata: [] },
    metadataExpireAt: later,
    metadataMaxAge: 5000,
    refreshMetadata: () => Promise.resolve(refreshed++),
  })
  await pool.refreshMetadataIfNecessary([])
  expect(refreshed).toBe(1)
  pool.metadataExpireAt = Date.now() + 4000
  await pool.refreshMetadataIfNecessary([])
  expect(refreshed).toBe(1)

  vi.useFakeTimers()
  let told = 0
  const request = { sentAt: later, requestTimeout: 10_000, timeoutRequest: () => (told += 1) }
  const queue = Object.assign(Object.create(RequestQueue.prototype) as typeof RequestQueue.prototype, {
    enforceRequestTimeout: true,
    requestTimeout: 10_000,
    requestTimeoutIntervalId: null,
    throttleCheckTimeoutId: null,
    throttledUntil: later,
    pending: [1],
    checkPendingRequests: () => undefined,
    inflight: new Map([[1, request]]),
    isConnected: () => true,
  })
  queue.scheduleRequestTimeoutCheck()
  vi.advanceTimersByTime(13_000)
  expect(told).toBeGreaterThan(0)
  queue.scheduleCheckPendingRequests()
  expect(queue.throttledUntil).toBeLessThan(Date.now())
  vi.clearAllTimers()
})
