import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PLAINTEXT } from '../../src/main/kafka/security'
import { openKafkaSource } from '../../src/main/kafka/source'
import type { SourceListener } from '../../src/main/stream/ports'
import { NO_BROKER, openBroker, type TestBroker } from '../support/broker'

const log = pino({ level: 'silent' })

describe.skipIf(NO_BROKER !== null)(`Kafka source${NO_BROKER === null ? '' : ` (SKIPPED: ${NO_BROKER})`}`, () => {
  let broker: TestBroker

  beforeAll(async () => {
    broker = await openBroker()
    await broker.createTopic('membership', 3)
  })
  afterAll(() => broker.close())

  const open = (group: string) =>
    openKafkaSource({
      client: {
        bootstrapServers: [broker.bootstrapServers],
        security: PLAINTEXT,
        origin: 'configuration',
        unusable: null,
        log,
      },
      topic: 'membership',
      group,
    })

  function listen() {
    const told: number[][] = []
    const troubles: { readonly reason?: string; readonly fix?: string }[] = []
    const listener: SourceListener = {
      assigned(partitions) {
        told.push([...partitions])
        return new Map(partitions.map((partition) => [partition, 0n]))
      },
      records: () => Promise.resolve(),
      connection(state) {
        if (!state.connected) troubles.push(state)
      },
      endOffsets: () => undefined,
      members: () => undefined,
      failed: () => undefined,
    }
    return { told, troubles, listener }
  }

  async function members(group: string): Promise<number> {
    const admin = broker.kafka.admin()
    await admin.connect()
    try {
      const { groups } = await admin.describeGroups([group])
      return groups[0]?.members.length ?? 0
    } finally {
      await admin.disconnect()
    }
  }

  test('closed at any moment of its join, it leaves no member behind', async () => {
    const moments = [0, 2, 5, 10, 15, 20, 30, 40, 50, 70, 100, 200]
    const left = moments.map(async (afterMs) => {
      const source = open(`closed-after-${afterMs}`)
      const subscription = await source.subscribe(listen().listener)
      await sleep(afterMs)
      await subscription.close()
      await source.close()
    })
    await Promise.all(left)
    // Who joins after all is a member by now, and stays one by its heartbeats.
    await sleep(2000)
    for (const afterMs of moments) expect(await members(`closed-after-${afterMs}`), `after ${afterMs} ms`).toBe(0)
  })

  test('subscribed again while the former subscription closes, it gets every partition', async () => {
    const source = open('again')
    const first = await source.subscribe(listen().listener)
    await sleep(50)
    const closing = first.close()
    const { told, listener } = listen()
    const second = await source.subscribe(listener)
    await expect.poll(() => told.at(-1)).toEqual([0, 1, 2])
    await closing
    expect(told).toHaveLength(1)
    expect(await members('again')).toBe(1)
    await second.close()
    await source.close()
  })

  test('a broker that answered before and then closes each connection is away: nobody is sent to look for TLS', async () => {
    const source = open('away')
    const { told, troubles, listener } = listen()
    const subscription = await source.subscribe(listener)
    await expect.poll(() => told.length).toBe(1)
    await broker.outage(async () => {
      const closing = createServer((socket) => void socket.on('error', () => undefined).destroy())
      try {
        closing.listen(Number(broker.bootstrapServers.split(':')[1]), '127.0.0.1')
        await once(closing, 'listening')
        await expect.poll(() => troubles.some(({ reason }) => reason?.includes('closed the connection'))).toBe(true)
      } finally {
        closing.close()
        await subscription.close()
        await source.close()
      }
    })
    for (const { reason, fix } of troubles) expect([reason, fix].join()).not.toMatch(/TLS|sign-in/)
    const closed = troubles.filter(({ reason }) => reason?.includes('closed the connection'))
    for (const { fix } of closed) expect(fix).toContain('goes on by itself')
  })
})
