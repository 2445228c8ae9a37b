import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createEventMaker } from '../../src/main/sample/events'
import { createWorld } from '../../src/main/sample/world'
import { BatchRecord } from '../../src/shared/batch'
import { StreamStatus } from '../../src/shared/stream'
import { NO_BROKER, openBroker, type TestBroker } from '../support/broker'
import { day } from '../support/day'
import { dose, expectWithinMs } from '../support/dose'
import { millrace, serve, type Served } from '../support/process'
import { Random } from '../support/random'
import { until } from '../support/until'

const maker = createEventMaker(createWorld(), { run: Random.fresh().seed % 2 ** 31 })
const MESSAGES = dose(20_000, 200_000)

// Kills, broker restarts, rebalances and lost data on the real broker: test/faults/broker.test.ts.
describe.skipIf(NO_BROKER !== null)(`real broker${NO_BROKER === null ? '' : ` (SKIPPED: ${NO_BROKER})`}`, () => {
  let broker: TestBroker
  let folder: string
  let server: Served | null = null
  let made = 0

  beforeAll(async () => {
    broker = await openBroker({
      listeners: { OUTER: 'PLAINTEXT' },
      advertised: { OUTER: 'nowhere.invalid:9092' },
    })
  })
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

  test('[checklist 1, 5] every message of a busy topic arrives once while batches run', async () => {
    await broker.createTopic('bulk', 12)
    await sendEvents('bulk', 0.3 * MESSAGES)
    const running = await start()
    await running.post('/stream/start', { topic: 'bulk', startingOffsets: 'earliest' })
    const sending = sendEvents('bulk', 0.7 * MESSAGES)
    const batches: string[] = []
    for (let index = 0; index < 5; index++) {
      const { batchId } = BatchRecord.pick({ batchId: true }).parse(
        await running.post('/batch/run', { startDate: day(1), endDate: day(-1), analysisType: 'full_report' }),
      )
      batches.push(batchId)
      await until(
        async () => BatchRecord.parse(await running.get(`/batch/status/${batchId}`)),
        (record) => record.status === 'COMPLETED',
      )
    }
    await sending
    const last = await until(status, (now) => now.totals.rows === MESSAGES)
    expect(last).toMatchObject({
      active: true,
      state: 'RUNNING',
      group: expect.stringContaining('group-') as unknown,
      totals: { consumed: MESSAGES, deadLetters: 0 },
    })
    expect(last.partitions).toHaveLength(12)
    expect(last.partitions.every((one) => one.lag === 0 && one.offset === one.endOffset)).toBe(true)
    const counts = []
    for (const id of batches) counts.push(BatchRecord.parse(await running.get(`/batch/status/${id}`)).rowCount ?? 0)
    expect(counts).toEqual([...counts].sort((left, right) => left - right))
    expect(await running.stop()).toBe(0)
    expect(await verify()).toMatchObject({ code: 0, rows: MESSAGES, offsets: MESSAGES, findings: [] })
    const admin = broker.kafka.admin()
    await admin.connect()
    const committed = await admin.fetchOffsets({
      groupId: settings()['pipeline.kafka.consumer-group'],
      topics: ['bulk'],
    })
    await admin.disconnect()
    expect(committed[0]?.partitions.reduce((sum, one) => sum + Number(one.offset), 0)).toBe(MESSAGES)
  })

  // The killed member stays in the group until its session ends, six seconds: that bounds the wait, and not the
  // trigger, whose default this is: what waited meanwhile is committed as soon as it is read.
  test('first commit of every partition within ten seconds of a kill and restart, and no lag is hidden till then', async () => {
    await broker.createTopic('restart', 3)
    await sendEvents('restart', 1000)
    const first = await start()
    await first.post('/stream/start', { topic: 'restart', startingOffsets: 'earliest' })
    await until(status, (now) => now.totals.rows === 1000)
    await first.kill()
    await sendEvents('restart', 500)
    const killed = Date.now()
    const second = await start({ 'pipeline.stream.trigger-interval': '5s' })
    const answer = await second.post('/stream/start', { topic: 'restart' })
    expect(answer).toMatchObject({
      status: 'started',
      resumedFrom: [{ partition: 0 }, { partition: 1 }, { partition: 2 }],
    })
    const seen: StreamStatus[] = []
    const last = await until(
      async () => {
        const now = await status()
        seen.push(now)
        return now
      },
      (now) => now.totals.rows === 500,
    )
    const seconds = (Date.now() - killed) / 1000
    console.log(`first commit of every partition ${seconds.toFixed(1)} s after the kill`)
    expectWithinMs(seconds * 1000, 10_000, 'first commit of every partition after a kill')
    expect(last.partitions.map(({ lag, member }) => [lag, member])).toEqual([
      [0, 'self'],
      [0, 'self'],
      [0, 'self'],
    ])
    const begun = seen.filter(({ state, totals }) => state !== 'STARTING' && totals.rows < 500)
    expect(begun.filter(({ state, lag }) => state === 'RUNNING' && lag === 0)).toEqual([])
    expect(begun.filter(({ partitions }) => partitions.length !== 3)).toEqual([])
  })

  test('a stream that resumes while its broker is away says so from the first refused connection', async () => {
    await broker.createTopic('away', 1)
    const first = await start()
    await first.post('/stream/start', { topic: 'away', startingOffsets: 'earliest' })
    expect(await first.stop()).toBe(0)
    const log = join(folder, 'away.log')
    const second = await start({
      'pipeline.kafka.bootstrap-servers': '127.0.0.1:1',
      'pipeline.log.level': 'warn',
      'pipeline.log.file': log,
    })
    await second.post('/stream/start', { topic: 'away' })
    const started = Date.now()
    const away = await until(status, ({ state }) => state === 'RECONNECTING')
    expectWithinMs(Date.now() - started, 2000, 'RECONNECTING after a refused connection')
    expect(away.reason).toContain('127.0.0.1:1')
    expect(away.reason).toContain('refused')
    expect(away.fix).toContain('pipeline.kafka.bootstrap-servers')
    expect(away.health.word).not.toBe('Healthy')
    expect(away.retryAt).not.toBeNull()
    // The next try that fails is no news.
    await until(status, ({ retryAt }) => retryAt !== null && retryAt !== away.retryAt)
    const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line.includes('stream interrupted'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('127.0.0.1:1')
  })

  test('[checklist 7] a topic that does not exist is waited for, not created', async () => {
    const running = await start()
    await running.post('/stream/start', { topic: 'later' })
    await until(status, (now) => now.state === 'WAITING_FOR_TOPIC')
    const admin = broker.kafka.admin()
    await admin.connect()
    // Long enough for another look of the stream.
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect(await admin.listTopics()).not.toContain('later')
    await admin.disconnect()
    await broker.createTopic('later', 2)
    await sendEvents('later', 10)
    const now = await until(status, (one) => one.totals.rows === 10)
    // One that asking had made would have the broker's twelve.
    expect(now.partitions).toHaveLength(2)
  })

  test('[checklist 4, 6] the generator sends at its rate, with the key of each event', async () => {
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

  test('an unreachable broker at a first start is a 503 that starts nothing', async () => {
    const running = await serve(folder, settings({ 'pipeline.kafka.bootstrap-servers': '127.0.0.1:1' }))
    server = running
    await expect(running.post('/stream/start')).rejects.toThrow(/503.*SERVICE_UNAVAILABLE.*127\.0\.0\.1:1/)
    expect(await status()).toMatchObject({ active: false, state: 'STOPPED' })
  })

  test('a broker that sends its clients on to a host that nobody resolves is blamed for that', async () => {
    await broker.createTopic('advertised', 1)
    const servers = `127.0.0.1:${broker.listeners.get('OUTER') ?? 0}`
    const running = await start({ 'pipeline.kafka.bootstrap-servers': servers })
    await expect(running.post('/stream/start', { topic: 'advertised' })).rejects.toThrow(
      /503.*sends its clients on to nowhere\.invalid:9092.*Set advertised\.listeners/,
    )
  })
})
