import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Partitioners, type Consumer, type PartitionAssigner } from 'kafkajs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Dashboard, StreamStatus } from '../../src/shared/stream'
import { NO_BROKER, openBroker, type TestBroker } from '../support/broker'
import { dose } from '../support/dose'
import { eventJson, events } from '../support/event-json'
import { serve, type Served } from '../support/process'
import { until } from '../support/until'
import { comparable, WindowOracle, type OracleEvent } from '../support/window-oracle'

/** What is said of a real topic: positions, lag, members, windows (decisions 9 and 26). */
describe.skipIf(NO_BROKER !== null)(
  `the truth of a topic${NO_BROKER === null ? '' : ` (SKIPPED: ${NO_BROKER})`}`,
  () => {
    let broker: TestBroker
    let folder: string
    let group: string
    let server: Served | null = null
    const children: ChildProcess[] = []
    const consumers: Consumer[] = []

    beforeAll(async () => {
      // What a broker waits at least before it forgets a member of the new protocol: 45 s if it is not told.
      broker = await openBroker({
        properties: { 'group.consumer.min.session.timeout.ms': '15000', 'group.consumer.session.timeout.ms': '15000' },
      })
    })
    afterAll(() => broker.close())
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millrace-truth-'))
      group = `group-${folder.split('-').at(-1) ?? ''}`
    })
    afterEach(async () => {
      for (const child of children.splice(0)) child.kill('SIGKILL')
      for (const consumer of consumers.splice(0)) await consumer.disconnect()
      await server?.kill()
      server = null
      await rm(folder, { recursive: true, force: true })
    })

    async function start(topic: string, settings: Record<string, string | number> = {}): Promise<Served> {
      server = await serve(folder, {
        'pipeline.kafka.bootstrap-servers': broker.bootstrapServers,
        'pipeline.kafka.consumer-group': group,
        'pipeline.stream.trigger-interval': '200ms',
        ...settings,
      })
      await server.post('/stream/start', { topic, startingOffsets: 'earliest' })
      return server
    }
    const status = async () => StreamStatus.parse(await server?.get('/stream/status'))
    const reached = (rows: number) =>
      until(status, ({ state, lag, totals }) => state === 'RUNNING' && lag === 0 && totals.rows === rows)

    test('markers and aborted messages are no lag, before and after a restart', async () => {
      await broker.createTopic('transactional', 1)
      const producer = broker.kafka.producer({
        transactionalId: 'truth',
        maxInFlightRequests: 1,
        idempotent: true,
        createPartitioner: Partitioners.DefaultPartitioner,
      })
      await producer.connect()
      const send = async (count: number, end: 'commit' | 'abort') => {
        const transaction = await producer.transaction()
        await transaction.send({ topic: 'transactional', messages: events(count).map((value) => ({ value })) })
        await transaction[end]()
      }
      await send(3, 'commit')
      const running = await start('transactional')
      // Three messages and a marker.
      expect((await reached(3)).partitions).toMatchObject([{ offset: 4, endOffset: 4, lag: 0 }])
      await send(1500, 'abort')
      await until(status, ({ state, partitions }) => state === 'RUNNING' && partitions[0]?.offset === 1505)
      await producer.disconnect()
      await running.kill()
      await start('transactional')
      // What is not stored is proved anew; until then it is said that something may be left.
      const proved = await until(status, ({ state }) => state === 'RUNNING')
      expect(proved.partitions).toMatchObject([{ offset: 1505, endOffset: 1505, lag: 0 }])
    })

    test('partitions of another member are listed with their lag, whichever protocol it speaks', async () => {
      await broker.createTopic('shared', 4)
      const send = (count: number) =>
        Promise.all(
          [0, 1, 2, 3].map((partition) =>
            broker.produce(
              'shared',
              events(count).map((value) => ({ value, partition })),
            ),
          ),
        )
      await send(10)
      const member = spawn(
        'java',
        [
          '-XX:TieredStopAtLevel=1',
          '-cp',
          join(homedir(), '.cache/millrace/kafka-4.1.1/*'),
          join(import.meta.dirname, '../support/kafka/NewProtocolMember.java'),
          broker.bootstrapServers,
          group,
          'shared',
        ],
        { stdio: ['ignore', 'pipe', 'ignore'] },
      )
      children.push(member)
      const told: string[] = []
      createInterface({ input: member.stdout }).on('line', (line) => told.push(line))
      await until(
        () => told,
        (lines) => lines.includes('held 4'),
      )
      await start('shared')
      const shared = await until(
        status,
        ({ partitions, totals }) =>
          totals.rows === 20 && partitions.every(({ member: who }) => who !== null) && partitions.length === 4,
      )
      expect(shared.lag).toBe(20)
      expect(shared.partitions.filter(({ member: who }) => who === 'self').map(({ lag }) => lag)).toEqual([0, 0])
      expect(shared.partitions.filter(({ member: who }) => who !== 'self').map(({ lag }) => lag)).toEqual([10, 10])
      member.kill('SIGKILL')
      // Once the group has forgotten it, all is ours.
      const whole = await reached(40)
      expect(whole.partitions.map(({ member: who }) => who)).toEqual(['self', 'self', 'self', 'self'])
    })

    test('a client that shares out partitions in another way is named, and the stream goes on when it is gone', async () => {
      await broker.createTopic('foreign', 1)
      await broker.produce(
        'foreign',
        events(5).map((value) => ({ value })),
      )
      const consumer = broker.kafka.consumer({ groupId: group, partitionAssigners: [foreignAssigner] })
      consumers.push(consumer)
      await consumer.connect()
      await consumer.subscribe({ topics: ['foreign'] })
      const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve))
      await consumer.run({ eachMessage: () => Promise.resolve() })
      await joined
      await start('foreign')
      const refused = await until(status, ({ state, reason }) => state === 'RECONNECTING' && reason !== null)
      expect(refused.reason).toContain('INCONSISTENT_GROUP_PROTOCOL')
      expect(refused.reason).toContain(group)
      expect(refused.fix).toContain('pipeline.kafka.consumer-group')
      await consumer.disconnect()
      await reached(5)
    })

    test('a member that keeps the group waiting is blamed, not the broker', async () => {
      await broker.createTopic('slow', 2)
      for (const partition of [0, 1])
        await broker.produce(
          'slow',
          events(5).map((value) => ({ value, partition })),
        )
      const consumer = broker.kafka.consumer({ groupId: group })
      consumers.push(consumer)
      await consumer.connect()
      await consumer.subscribe({ topics: ['slow'], fromBeginning: true })
      let letGo: () => void = () => undefined
      const held = new Promise<void>((resolve) => {
        letGo = resolve
      })
      let tell: () => void = () => undefined
      const holds = new Promise<void>((resolve) => {
        tell = resolve
      })
      // It stays a member by its heartbeats, and does not come to the sharing out.
      await consumer.run({
        async eachMessage(payload) {
          tell()
          const beats = setInterval(() => void payload.heartbeat().catch(() => undefined), 1000)
          await held
          clearInterval(beats)
        },
      })
      await holds
      try {
        await start('slow')
        const waits = await until(status, ({ state }) => state === 'RECONNECTING')
        expect(waits.reason).toContain(`consumer group ${group} shares out its partitions anew`)
        expect(waits.reason).not.toContain('cannot be reached')
        expect(waits.fix).toContain('max.poll.interval.ms')
        expect(waits.lag).toBe(10)
      } finally {
        letGo()
      }
      await consumer.disconnect()
      await reached(10)
    })

    test('two partitions of very different rates, read from the beginning: no window misses a row', async () => {
      await broker.createTopic('uneven', 2)
      const begin = Date.parse('2026-03-01T00:00:00Z')
      const oracle = new WindowOracle()
      const hours = dose(3, 24)
      for (const [partition, everyMs] of [4000, 500].entries()) {
        const made = Array.from({ length: (hours * 3_600_000) / everyMs }, (_, index): OracleEvent => {
          const time = begin + index * everyMs
          const customer = `CUST-${index % 100}`
          return { time, category: 'books', amount: (index % 1000) / 4, status: 'completed', fraud: false, customer }
        })
        oracle.add(made, partition)
        for (let from = 0; from < made.length; from += 1000) {
          await broker.produce(
            'uneven',
            made.slice(from, from + 1000).map((event) => ({
              partition,
              value: eventJson({
                event_timestamp: new Date(event.time).toISOString(),
                category: event.category,
                total_amount: event.amount,
                customer_id: event.customer,
              }),
            })),
          )
        }
      }
      const running = await start('uneven', { 'pipeline.stream.max-batch-rows': 1000 })
      const rows = (hours * 3_600_000) / 4000 + (hours * 3_600_000) / 500
      const last = await reached(rows)
      expect(last.recentBatches.every((batch) => batch.rows <= 1000)).toBe(true)
      await until(status, ({ watermark }) => watermark === new Date(oracle.watermark).toISOString())
      const dashboard = Dashboard.parse(await running.get('/stream/dashboard'))
      expect(dashboard).toMatchObject({ lateRows: 0, futureRows: 0 })
      expect(comparable(dashboard.windows)).toEqual(oracle.all())
    })
  },
)

/** Kafka lets only clients into a group that know a way to share out in common. */
const foreignAssigner: PartitionAssigner = () => ({
  name: 'somebody-elses',
  version: 1,
  assign: () => Promise.resolve([]),
  protocol: () => ({ name: 'somebody-elses', metadata: Buffer.alloc(0) }),
})
