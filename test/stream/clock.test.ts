import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Activity } from '../../src/shared/activity'
import { BatchRecord } from '../../src/shared/batch'
import { KafkaGroupDetail } from '../../src/shared/kafka'
import { StreamStatus } from '../../src/shared/stream'
import { NO_BROKER, openBroker } from '../support/broker'
import { createFeed } from '../support/event-feed'
import { serve, type Served } from '../support/process'
import { until } from '../support/until'

// Processes are started, on a machine that others may keep busy.
vi.setConfig({ testTimeout: 300_000 })

const HOUR_MS = 3_600_000
const RATE = 200

let folder: string
let clock: string
let served: Served | null = null

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-clock-'))
  clock = join(folder, 'clock')
  await writeFile(clock, '0')
})
afterEach(async () => {
  await served?.kill()
  served = null
  await rm(folder, { recursive: true, force: true })
})

/** A server whose clock, and whose worker's, is off by what the file says. */
async function open(settings: Readonly<Record<string, string>> = {}): Promise<Served> {
  served = await serve(
    folder,
    { 'pipeline.stream.trigger-interval': '1s', ...settings },
    {
      MILLRACE_TEST_CLOCK: clock,
      NODE_OPTIONS: `--require ${join(import.meta.dirname, '../support/shifted-clock.cjs')}`,
    },
  )
  return served
}

/** Resolves when the server's clock shows it. */
async function setClock(server: Served, offMs: number): Promise<void> {
  await writeFile(`${clock}.new`, String(offMs))
  await rename(`${clock}.new`, clock)
  await until(
    async () => {
      const { now } = Activity.parse(await server.get('/activity?limit=1'))
      return Math.abs(Date.parse(now) - Date.now() - offMs)
    },
    (difference) => difference < HOUR_MS / 4,
  )
}

const statusOf = async (server: Served) => StreamStatus.parse(await server.get('/stream/status'))

/** How many status events came so far. */
function listen({ address, token }: Served): { readonly count: () => number; close(): void } {
  const abort = new AbortController()
  let count = 0
  void (async () => {
    const { body } = await fetch(`${address}/events`, {
      signal: abort.signal,
      headers: { Authorization: `Bearer ${token}` },
    })
    const decoder = new TextDecoder()
    for await (const chunk of body ?? []) count += decoder.decode(chunk).split('event: status\n').length - 1
  })().catch(() => undefined)
  return { count: () => count, close: () => abort.abort() }
}

test('an hour forward and back: the stream goes on at its pace, status is told, batches end', async () => {
  const server = await open()
  const events = listen(server)
  await server.post('/stream/start', { source: 'sample', rate: RATE })
  await until(
    () => statusOf(server),
    ({ totals }) => totals.rows > 0,
  )
  for (const offMs of [HOUR_MS, 0]) {
    const since = performance.now()
    const before = await statusOf(server)
    await setClock(server, offMs)
    const told = events.count()
    const after = await until(
      () => statusOf(server),
      ({ totals }) => totals.rows > before.totals.rows + 3 * RATE,
    )
    const seconds = (performance.now() - since) / 1000
    // What a pause of ours may have left to be made up for is ten seconds at most.
    expect(after.totals.consumed - before.totals.consumed).toBeLessThan(RATE * (seconds + 15))
    expect((after.lastBatch?.version ?? 0) - (before.lastBatch?.version ?? 0)).toBeLessThan(seconds + 5)
    expect(after.lastBatch?.fetchMs).toBeGreaterThanOrEqual(0)
    expect(after.processedRowsPerSecond).toBeLessThan(RATE * 20)
    await until(
      () => events.count(),
      (count) => count > told + 5,
    )
    const body = { startDate: '2020-01-01', endDate: '2100-01-01', analysisType: 'revenue_by_category' }
    const { batchId } = BatchRecord.pick({ batchId: true }).parse(await server.post('/batch/run', body))
    await until(
      async () => BatchRecord.parse(await server.get(`/batch/status/${batchId}`)),
      ({ status }) => status === 'COMPLETED',
    )
    const { entries } = Activity.parse(await server.get('/activity'))
    expect(entries.filter(({ ms, phases }) => ms < 0 || phases.some((phase) => phase.ms < 0))).toEqual([])
    expect(await server.get('/health')).toMatchObject({
      status: 'healthy',
      uptime: expect.stringMatching(/^0h \d+m \d+s$/) as unknown,
    })
  }
  events.close()
  expect(await server.stop()).toBe(0)
})

describe.skipIf(NO_BROKER !== null)(`with a broker${NO_BROKER === null ? '' : ` (SKIPPED: ${NO_BROKER})`}`, () => {
  test('an hour back: the consumer stays a member of its group, and reads on', async () => {
    const broker = await openBroker()
    try {
      await broker.createTopic('clock', 2)
      const feed = createFeed(broker)
      const server = await open({ 'pipeline.kafka.bootstrap-servers': broker.bootstrapServers })
      await server.post('/stream/start', { topic: 'clock', startingOffsets: 'earliest' })
      await feed.send('clock', 100)
      await until(
        () => statusOf(server),
        ({ totals }) => totals.rows === 100,
      )
      await setClock(server, -HOUR_MS)
      const members = async () =>
        KafkaGroupDetail.parse(await server.get('/kafka/groups/unified-pipeline-stream')).members.length
      // Longer than the broker keeps a member that it does not hear of.
      const end = performance.now() + 8000
      while (performance.now() < end) {
        await feed.send('clock', 10)
        expect(await members()).toBe(1)
        await new Promise((resolve) => setTimeout(resolve, 500))
      }
      await feed.send('clock', 100)
      await until(
        () => statusOf(server),
        ({ lag, totals }) => lag === 0 && totals.rows > 200,
      )
    } finally {
      await broker.close()
    }
  })
})
