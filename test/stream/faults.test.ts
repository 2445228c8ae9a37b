import { execFileSync } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MillraceError } from '../../src/shared/errors'
import type { MicroBatchWriter } from '../../src/main/stream/ports'
import { openParts, type EngineParts } from '../support/engine-parts'
import { eventJson, events } from '../support/event-json'
import { Random } from '../support/random'
import { scriptedStream } from '../support/scripted-stream'
import { ScriptedTopic } from '../support/scripted-topic'
import { until } from '../support/until'

let parts: EngineParts
let topic: ScriptedTopic

beforeEach(async () => {
  parts = await openParts()
  topic = new ScriptedTopic('orders', 2)
})
afterEach(() => parts.close())

const { stream, rowsReach, stateIs, streamAll, assigned, places, expectEachOnce } = scriptedStream(() => ({
  parts,
  topic,
}))

test('a password that is refused again and again is an end; refusals with commits between them are not', async () => {
  topic.produce(0, events(2))
  await streamAll(2)
  const running = stream()
  topic.refusals = 2
  await running.start({})
  topic.produce(0, events(3, 'later'))
  await rowsReach(running, 3)
  topic.refusals = 2
  topic.tell(false)
  topic.tell(true)
  topic.produce(0, events(3, 'again'))
  await rowsReach(running, 6)
  topic.refusals = 3
  topic.tell(false)
  topic.tell(true)
  expect(await stateIs(running, 'FAILED')).toMatchObject({ error: 'BROKER_REFUSED' })
})

test('a group that is rebalanced again and again loses and repeats nothing', async () => {
  const random = Random.fresh()
  topic = new ScriptedTopic('orders', 4, { random })
  const running = stream({ intervalMs: 5 })
  await running.start({ startingOffsets: 'earliest' })
  let made = 0
  for (let round = 0; round < 60; round++) {
    const count = random.below(40)
    topic.produce(
      random.below(4),
      events(count, 'e', made).map((text) => (random.below(10) === 0 ? 'bad' : text)),
    )
    made += count
    if (random.below(2) === 0) topic.rebalance()
    await new Promise((resolve) => setTimeout(resolve, random.below(8)))
  }
  const status = await until(
    () => running.status(),
    ({ totals }) => totals.rows + totals.deadLetters === made,
  )
  expect(status.totals.consumed).toBe(made)
  await running.stop()
  expectEachOnce(await places())
})

test('a record batch that fails half-way is not written in part', async () => {
  let broken = true
  const running = stream({
    writer: (real) => ({
      ...real,
      begin(root) {
        const builder = real.begin(root)
        return {
          append(batch) {
            if (!broken) {
              builder.append(batch)
              return
            }
            broken = false
            builder.append({ ...batch, records: batch.records.slice(0, 3) })
            throw new MillraceError('DISK_FULL', 'the disk is full', { canRetry: true })
          },
          finish: (time) => builder.finish(time),
          discard: () => builder.discard(),
          get records() {
            return builder.records
          },
          get bytes() {
            return builder.bytes
          },
        }
      },
    }),
  })
  topic.produce(0, events(10))
  await running.start({ startingOffsets: 'earliest' })
  const status = await rowsReach(running, 10)
  expect(status.totals.consumed).toBe(10)
  await running.stop()
  expectEachOnce(await places())
})

test('at most one micro-batch is written while one fills: then the source waits', async () => {
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const slow = (real: MicroBatchWriter): MicroBatchWriter => ({
    ...real,
    begin(root) {
      const builder = real.begin(root)
      const finish = builder.finish.bind(builder)
      return Object.assign(Object.create(builder) as typeof builder, {
        finish: async (time: number) => {
          await held
          return finish(time)
        },
      })
    },
  })
  topic.produce(0, events(1000))
  const running = stream({ intervalMs: 60_000, maxRows: 100, writer: slow })
  await running.start({ startingOffsets: 'earliest' })
  const stuck = await until(
    () => running.status(),
    (status) => status.totals.consumed >= 200,
  )
  expect(stuck.totals).toMatchObject({ consumed: 200, rows: 0 })
  // What was merely fetched is no position, and is still lacking.
  expect(stuck.partitions[0]).toMatchObject({ partition: 0, offset: 0, endOffset: 1000, lag: 1000 })
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(running.status().totals.consumed).toBe(200)
  release()
  await rowsReach(running, 1000)
  expect(running.status().recentBatches.every((batch) => batch.rows === 100)).toBe(true)
})

test('a micro-batch also ends by its bytes', async () => {
  const { length } = eventJson()
  topic.produce(
    0,
    events(30, 't').map((text) => text.padEnd(length + 1000)),
  )
  const running = stream({ intervalMs: 60_000, maxBytes: 4096 })
  await running.start({ startingOffsets: 'earliest' })
  // A hundred records come at once, so one fetch fills it.
  const { recentBatches } = await rowsReach(running, 30)
  expect(recentBatches.length).toBeGreaterThan(5)
})

test('a micro-batch never passes its rows nor its bytes, but for one message that is larger alone', async () => {
  topic.produce(0, events(250, 'r'))
  const byRows = stream({ intervalMs: 1, maxRows: 70 })
  await byRows.start({ startingOffsets: 'earliest' })
  const rows = (await rowsReach(byRows, 250)).recentBatches.map((batch) => batch.rows)
  expect(Math.max(...rows)).toBe(70)
  await byRows.stop()

  const small = (index: number) => eventJson({ transaction_id: `b-${index}` }).padEnd(1500)
  const large = eventJson({ transaction_id: 'large' }).padEnd(9000)
  topic.produce(0, [small(0), small(1), small(2), large, ...Array.from({ length: 20 }, (_, index) => small(index + 3))])
  const byBytes = stream({ intervalMs: 1, maxBytes: 4096 })
  await byBytes.start({})
  await rowsReach(byBytes, 24)
  await byBytes.stop()
  const stored = await parts.rows(
    parts.transactionsPath,
    "count(*)::INTEGER AS n, bool_or(transaction_id = 'large') AS large",
    "WHERE transaction_id IN ('large') OR transaction_id LIKE 'b-%' GROUP BY processing_timestamp",
  )
  expect(stored.every(({ n, large: isLarge }) => Number(n) <= (isLarge === true ? 1 : 2))).toBe(true)
  expectEachOnce(await places())
})

test('stop commits what was read, though its interval is far from over', async () => {
  // Whoever waited for it would run into the guard against hangs.
  const running = stream({ intervalMs: 3_600_000 })
  await running.start({ startingOffsets: 'earliest' })
  await assigned(running)
  topic.produce(0, [...events(7), 'bad', 'bad'])
  await until(
    () => running.status(),
    (status) => status.totals.consumed === 9,
  )
  expect(running.status().totals.rows).toBe(0)
  expect(running.status().partitions[0]).toMatchObject({ offset: 0, lag: 9 })
  expect(await running.stop()).toEqual({ status: 'stopped', queriesStopped: 2 })
  expectEachOnce(await places())
})

test('a batch of dead letters only still moves the position of the table', async () => {
  topic.produce(0, ['bad', '', '{'])
  const first = stream()
  await first.start({ startingOffsets: 'earliest' })
  const status = await until(
    () => first.status(),
    (now) => now.totals.deadLetters === 3,
  )
  expect(status.deadLettersByCode).toEqual({ NOT_JSON: 2, NO_VALUE: 1 })
  expect(status.lastBatch).toMatchObject({ rows: 0, deadLetters: 3 })
  expect(status.health).toEqual({ word: 'Degraded', reason: '3 of the last 3 messages are dead letters.' })
  await first.stop()
  const second = stream()
  expect((await second.start({})).resumedFrom).toEqual([
    { partition: 0, offset: 3 },
    { partition: 1, offset: 0 },
  ])
  const page = await second.deadLetters({ limit: 2, offset: 0 })
  expect(page).toMatchObject({ total: 3, page: { limit: 2, offset: 0, returned: 2, hasMore: true } })
  expect(page.data[0]).toMatchObject({ kafka_offset: 0, code: 'NOT_JSON', valueText: 'bad', topic: 'orders' })
})

test('two instances of one stream write each offset once, each reading its own partitions', async () => {
  const other = await openParts(parts.folder)
  try {
    topic.produce(0, events(50))
    topic.produce(1, events(50))
    const one = parts.stream({ openSource: () => topic.open([0]), intervalMs: 5, maxRows: 10 })
    const two = other.stream({ openSource: () => topic.open([1]), intervalMs: 5, maxRows: 10 })
    await one.start({ startingOffsets: 'earliest' })
    await two.start({})
    await until(
      () => [one.status().totals.rows, two.status().totals.rows],
      (rows) => rows.every((count) => count === 50),
    )
    const asked = topic.asked
    for (let round = 0; round < 8; round++) {
      // Each event is newer than all before it, so that both raise the watermark that they share.
      const rising = Array.from({ length: 50 }, (_, index) =>
        eventJson({ event_timestamp: new Date(Date.UTC(2026, 2, 1) + (round * 50 + index) * 1000).toISOString() }),
      )
      topic.produce(0, rising)
      topic.produce(1, rising)
      await until(
        () => [one.status().totals.rows, two.status().totals.rows],
        (rows) => rows.every((count) => count === 50 * (round + 2)),
      )
    }
    // Neither had to begin again because the other was faster.
    expect(topic.asked).toBe(asked)
    expect([one.status().state, two.status().state]).toEqual(['RUNNING', 'RUNNING'])
    await one.stop()
    await two.stop()
    expectEachOnce(await places())
  } finally {
    await other.close()
  }
})

test('two instances that are given the same partitions still write each offset once', async () => {
  const other = await openParts(parts.folder)
  try {
    topic.produce(0, [...events(100), 'bad'])
    const one = stream({ maxRows: 10 })
    const two = other.stream({ openSource: () => topic.open(), intervalMs: 20, maxRows: 10 })
    await one.start({ startingOffsets: 'earliest' })
    await two.start({})
    topic.produce(0, [...events(100, 'later'), 'bad'])
    topic.produce(1, events(100))
    await until(
      () => places(),
      (found) => found.size === 302,
    )
    // Who was overtaken waits its own while, in which the other gets on: in time both have written.
    const wrote = () => [one, two].map((each) => each.status().recentBatches.length)
    for (let round = 0; wrote().some((batches) => batches < 5); round++) {
      topic.produce(0, events(10, `round-${round}`))
      await until(
        () => places(),
        (found) => found.size === 302 + 10 * (round + 1),
      )
    }
    await one.stop()
    await two.stop()
    expectEachOnce(await places())
  } finally {
    await other.close()
  }
})

test('a disk that is full: the state says so, nothing is acknowledged, and room makes it go on', async (context) => {
  const disk = join(parts.folder, 'stream')
  await mkdir(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' })
  } catch {
    context.skip('needs the right to mount a small file system')
  }
  try {
    const random = new Random(1)
    const noise = () => Array.from({ length: 40 }, () => random.below(2 ** 32).toString(36)).join('')
    topic.produce(
      0,
      Array.from({ length: 6000 }, () => eventJson({ transaction_id: noise() })),
    )
    const running = stream()
    await running.start({ startingOffsets: 'earliest' })
    const full = await stateIs(running, 'RECONNECTING')
    expect(full.reason).toContain('the disk is full')
    expect(full.fix).toContain('goes on by itself')
    expect(full.retryAt).not.toBeNull()
    expect(full.totals.rows).toBeLessThan(6000)
    // What is stored is what is told, though it may still write while we look.
    await until(
      async () => [(await places()).size, running.status().totals.rows] as const,
      ([stored, told]) => stored === told,
    )
    expect((await places()).size).toBeLessThan(6000)
    execFileSync('mount', ['-o', 'remount,size=64m', disk])
    await rowsReach(running, 6000)
    await running.stop()
    expectEachOnce(await places())
  } finally {
    await parts.lake.close()
    execFileSync('umount', ['-l', disk])
  }
})

test('a table that is removed under a running stream fails it: it is not begun anew unasked', async () => {
  topic.produce(0, events(3))
  const running = stream()
  await running.start({ startingOffsets: 'earliest' })
  await rowsReach(running, 3)
  await rm(parts.transactionsPath, { recursive: true })
  topic.produce(0, events(3))
  const failed = await stateIs(running, 'FAILED')
  expect(failed.reason).toContain('was removed')
})

test('status events come while the stream runs, and say in the end that it has ended', async () => {
  const seen: string[] = []
  const activity: boolean[] = []
  topic.produce(0, events(3))
  const running = stream({
    onStatus(status) {
      seen.push(`${status.state} ${status.totals.rows}`)
      if (activity.at(-1) !== running.running) activity.push(running.running)
      expect(status.active, status.state).toBe(running.running)
    },
  })
  await running.start({ startingOffsets: 'earliest' })
  await until(
    () => seen,
    (all) => all.includes('RUNNING 3'),
  )
  await running.stop()
  await until(
    () => seen,
    (all) => all.at(-1) === 'STOPPED 0',
  )
  expect(activity).toEqual([true, false])
})
