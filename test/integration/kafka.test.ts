import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createEventMaker } from '../../src/main/sample/events'
import { createWorld } from '../../src/main/sample/world'
import { BatchRecord } from '../../src/shared/batch'
import { DeadLetterPage, StreamStatus } from '../../src/shared/stream'
import { NO_BROKER, openBroker, type TestBroker } from '../support/broker'
import { millrace, serve, type Served } from '../support/process'
import { Random } from '../support/random'
import { until } from '../support/until'

const maker = createEventMaker(createWorld(), { run: Date.now() % 2 ** 31 })

describe.skipIf(NO_BROKER !== null)(`real broker${NO_BROKER === null ? '' : ` (SKIPPED: ${NO_BROKER})`}`, () => {
  let broker: TestBroker
  let folder: string
  let server: Served | null = null
  let made = 0

  beforeAll(async () => {
    broker = await openBroker()
  }, 120_000)
  afterAll(() => broker.close())
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-it-'))
  })
  afterEach(async () => {
    await server?.kill()
    server = null
    await rm(folder, { recursive: true, force: true })
  })

  const settings = (extra: Record<string, string | number> = {}) => ({
    'pipeline.kafka.bootstrap-servers': broker.bootstrapServers,
    'pipeline.kafka.consumer-group': `group-${folder.split('-').at(-1) ?? ''}`,
    'pipeline.stream.trigger-interval': '300ms',
    ...extra,
  })
  const start = async (extra: Record<string, string | number> = {}) => (server = await serve(folder, settings(extra)))
  const status = async () => StreamStatus.parse(await server?.get('/stream/status'))
  const sendEvents = async (topic: string, count: number) => {
    for (let left = count; left > 0; left -= 2000) {
      const time = new Date().toISOString()
      await broker.produce(
        topic,
        Array.from({ length: Math.min(2000, left) }, () => {
          const n = made++
          return { key: maker.transactionId(n), value: maker.json(n, time) }
        }),
      )
    }
  }
  const verify = async (table = 'transactions') => {
    const { stdout, code } = await millrace([
      'lake',
      'verify',
      '--json',
      '--table',
      table,
      '--set',
      `pipeline.delta.base-path=${join(folder, 'delta')}`,
    ])
    return { code, ...(JSON.parse(stdout) as { rows: number; offsets: number; findings: unknown[]; version: number }) }
  }

  test('[checklist 1, 4, 5] 200,000 messages arrive once each while batches run', { timeout: 180_000 }, async () => {
    await broker.createTopic('bulk', 12)
    await sendEvents('bulk', 60_000)
    const running = await start()
    await running.post('/stream/start', { topic: 'bulk', startingOffsets: 'earliest' })
    const sending = sendEvents('bulk', 140_000)
    const today = new Date().toISOString().slice(0, 10)
    const batches: string[] = []
    for (let index = 0; index < 5; index++) {
      const { batchId } = BatchRecord.pick({ batchId: true }).parse(
        await running.post('/batch/run', { startDate: today, endDate: today, analysisType: 'full_report' }),
      )
      batches.push(batchId)
      await until(
        async () => BatchRecord.parse(await running.get(`/batch/status/${batchId}`)),
        (record) => record.status === 'COMPLETED',
        60_000,
      )
    }
    await sending
    const last = await until(status, (now) => now.totals.rows === 200_000, 60_000)
    expect(last).toMatchObject({
      active: true,
      state: 'RUNNING',
      group: expect.stringContaining('group-') as unknown,
      totals: { consumed: 200_000, deadLetters: 0 },
    })
    expect(last.partitions).toHaveLength(12)
    expect(last.partitions.every((one) => one.lag === 0 && one.offset === one.endOffset)).toBe(true)
    const counts = []
    for (const id of batches) counts.push(BatchRecord.parse(await running.get(`/batch/status/${id}`)).rowCount ?? 0)
    expect(counts).toEqual([...counts].sort((left, right) => left - right))
    expect(await running.stop()).toBe(0)
    expect(await verify()).toMatchObject({ code: 0, rows: 200_000, offsets: 200_000, findings: [] })
    const admin = broker.kafka.admin()
    await admin.connect()
    const committed = await admin.fetchOffsets({
      groupId: settings()['pipeline.kafka.consumer-group'],
      topics: ['bulk'],
    })
    await admin.disconnect()
    expect(committed[0]?.partitions.reduce((sum, one) => sum + Number(one.offset), 0)).toBe(200_000)
  })

  test(
    '[checklist 23] killed 20 times at random, every message is in the table or its dead letters exactly once',
    { timeout: 400_000 },
    async () => {
      const random = Random.fresh()
      await broker.createTopic('kills', 6)
      let sent = 0
      let grew = 0
      let before = 0
      const stop = new AbortController()
      const producing = (async () => {
        while (!stop.signal.aborted) {
          await sendEvents('kills', 300)
          await broker.produce('kills', [{ value: '{"broken":' }, { value: null, key: 'tombstone' }])
          sent += 302
          await new Promise((resolve) => setTimeout(resolve, 60))
        }
      })()
      for (let kill = 0; kill < 20; kill++) {
        const running = await start({ 'pipeline.stream.trigger-interval': '100ms' })
        await running.post('/stream/start', { topic: 'kills', startingOffsets: 'earliest' })
        // Some kills strike while the group is still joined by the dead member, most while rows flow.
        if (random.next() < 0.8) await until(status, (now) => now.totals.rows > 0, 30_000)
        await new Promise((resolve) => setTimeout(resolve, random.below(400)))
        await running.kill()
        const { code, rows, findings } = await verify()
        expect({ code, findings }).toEqual({ code: 0, findings: [] })
        if (rows > before) grew++
        before = rows
      }
      expect(grew).toBeGreaterThan(10)
      stop.abort()
      await producing
      const running = await start()
      await running.post('/stream/start', { topic: 'kills' })
      await until(
        status,
        (now) =>
          now.state === 'RUNNING' && now.lag === 0 && now.partitions.length === 6 && now.recentBatches.length > 0,
        60_000,
      )
      await running.post('/stream/stop')
      const letters = DeadLetterPage.parse(await running.get('/stream/dead-letters?limit=10000'))
      expect(await running.stop()).toBe(0)
      const table = await verify()
      const dead = await verify('dead_letters')
      expect({
        sum: table.rows + dead.rows,
        letters: letters.total,
        findings: [...table.findings, ...dead.findings],
      }).toEqual({ sum: sent, letters: dead.rows, findings: [] })
    },
  )

  test('first commit within ten seconds of a kill and restart', { timeout: 60_000 }, async () => {
    await broker.createTopic('restart', 3)
    await sendEvents('restart', 1000)
    const first = await start()
    await first.post('/stream/start', { topic: 'restart', startingOffsets: 'earliest' })
    await until(status, (now) => now.totals.rows === 1000)
    await first.kill()
    await sendEvents('restart', 500)
    const killed = Date.now()
    const second = await start()
    const answer = await second.post('/stream/start', { topic: 'restart' })
    expect(answer).toMatchObject({
      status: 'started',
      resumedFrom: [{ partition: 0 }, { partition: 1 }, { partition: 2 }],
    })
    await until(status, (now) => now.totals.rows === 500, 20_000)
    const seconds = (Date.now() - killed) / 1000
    console.log(`first commit ${seconds.toFixed(1)} s after the kill`)
    expect(seconds).toBeLessThan(10)
  })

  test(
    'the broker killed and started again: the state says so, then it goes on by itself',
    { timeout: 120_000 },
    async () => {
      await broker.createTopic('crash', 3)
      await sendEvents('crash', 1000)
      const running = await start()
      await running.post('/stream/start', { topic: 'crash', startingOffsets: 'earliest' })
      await until(status, (now) => now.totals.rows === 1000)
      await broker.crash()
      const away = await until(status, (now) => now.state === 'RECONNECTING', 30_000)
      expect(away.reason).toContain(broker.bootstrapServers)
      expect(away.fix).not.toBeNull()
      expect(away.retryAt).not.toBeNull()
      await broker.restart()
      await sendEvents('crash', 500)
      await until(status, (now) => now.totals.rows === 1500 && now.state === 'RUNNING', 60_000)
      expect(await running.stop()).toBe(0)
      expect(await verify()).toMatchObject({ code: 0, rows: 1500, offsets: 1500 })
    },
  )

  test('[checklist 7] a topic that does not exist is waited for, not created', { timeout: 60_000 }, async () => {
    const running = await start()
    await running.post('/stream/start', { topic: 'later' })
    await until(status, (now) => now.state === 'WAITING_FOR_TOPIC')
    const admin = broker.kafka.admin()
    await admin.connect()
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect(await admin.listTopics()).not.toContain('later')
    await admin.disconnect()
    await broker.createTopic('later', 2)
    await sendEvents('later', 10)
    await until(status, (now) => now.totals.rows === 10, 30_000)
  })

  test(
    'an offset that retention removed stops the stream with the range; going on records the gap',
    { timeout: 90_000 },
    async () => {
      await broker.createTopic('trimmed', 1)
      await sendEvents('trimmed', 100)
      const running = await start()
      await running.post('/stream/start', { topic: 'trimmed', startingOffsets: 'earliest' })
      await until(status, (now) => now.totals.rows === 100)
      await running.post('/stream/stop')
      await sendEvents('trimmed', 100)
      const admin = broker.kafka.admin()
      await admin.connect()
      // kafkajs deletes only from topics whose metadata it has.
      await admin.fetchTopicOffsets('trimmed')
      await admin.deleteTopicRecords({ topic: 'trimmed', partitions: [{ partition: 0, offset: '150' }] })
      await admin.disconnect()
      await running.post('/stream/start', { topic: 'trimmed' })
      const failed = await until(status, (now) => now.state === 'FAILED', 30_000)
      expect(failed.reason).toContain('partition 0 no longer holds offsets 100 to 149')
      expect(failed.queries.map((query) => query.isActive)).toEqual([false, false])
      await running.post('/stream/start', { topic: 'trimmed', failOnDataLoss: false })
      await until(status, (now) => now.totals.rows === 50, 30_000)
      const history = (await running.get('/lake/tables/transactions/history')) as {
        parameters: Record<string, string>
      }[]
      expect(history.some((entry) => entry.parameters['userMetadata']?.includes('"from":"100","to":"149"'))).toBe(true)
    },
  )

  test('a topic deleted and made anew is noticed', { timeout: 90_000 }, async () => {
    await broker.createTopic('anew', 1)
    await sendEvents('anew', 50)
    const running = await start()
    await running.post('/stream/start', { topic: 'anew', startingOffsets: 'earliest' })
    await until(status, (now) => now.totals.rows === 50)
    await running.post('/stream/stop')
    const admin = broker.kafka.admin()
    await admin.connect()
    await admin.deleteTopics({ topics: ['anew'] })
    await admin.disconnect()
    await until(
      () =>
        broker.createTopic('anew', 1).then(
          () => true,
          () => false,
        ),
      (done) => done,
    )
    await sendEvents('anew', 200)
    await running.post('/stream/start', { topic: 'anew' })
    const failed = await until(status, (now) => now.state === 'FAILED', 30_000)
    expect(failed.reason).toContain('made anew')
  })

  test('partitions added while running are read from their start', { timeout: 90_000 }, async () => {
    await broker.createTopic('grow', 4)
    await sendEvents('grow', 400)
    const running = await start()
    await running.post('/stream/start', { topic: 'grow', startingOffsets: 'earliest' })
    await until(status, (now) => now.totals.rows === 400)
    const admin = broker.kafka.admin()
    await admin.connect()
    await admin.createPartitions({ topicPartitions: [{ topic: 'grow', count: 12 }] })
    await admin.disconnect()
    await broker.refresh()
    await broker.produce(
      'grow',
      Array.from({ length: 120 }, (_, index) => ({
        value: maker.json(made++, new Date().toISOString()),
        partition: index % 12,
      })),
    )
    await until(status, (now) => now.totals.rows === 520 && now.partitions.length === 12, 60_000)
  })

  test('[checklist 6] the generator sends at its rate, with the key of each event', { timeout: 60_000 }, async () => {
    const environment = {
      KAFKA_BOOTSTRAP_SERVERS: broker.bootstrapServers,
      EVENTS_PER_SECOND: '50',
      KAFKA_TOPIC: 'generated',
    }
    const began = Date.now()
    const { code, stdout } = await millrace(['generate', '--count', '150'], environment)
    expect(code).toBe(0)
    expect(stdout).toContain('Sent 150 events to generated')
    expect(Date.now() - began).toBeGreaterThan(2900)
    const running = await start()
    await running.post('/stream/start', { topic: 'generated', startingOffsets: 'earliest' })
    const now = await until(status, (one) => one.totals.rows === 150)
    expect(now.partitions).toHaveLength(12)
  })

  test('an unreachable broker at a first start is a 503 that starts nothing', { timeout: 60_000 }, async () => {
    const running = await serve(folder, settings({ 'pipeline.kafka.bootstrap-servers': '127.0.0.1:1' }))
    server = running
    await expect(running.post('/stream/start')).rejects.toThrow(/503.*SERVICE_UNAVAILABLE.*127\.0\.0\.1:1/)
    expect(await status()).toMatchObject({ active: false, state: 'STOPPED' })
  })
})
