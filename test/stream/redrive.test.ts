import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createLineWriter } from '../../src/main/duckdb/line-writer'
import { absolutePath } from '../../src/main/lake/table-path'
import { createDecoder } from '../../src/main/stream/decode/decoder'
import type { StreamManager } from '../../src/main/stream/manager'
import type { NewDeadLetter } from '../../src/main/stream/ports'
import { bundle, type Bundle } from '../support/bundle'
import { openParts, type EngineParts } from '../support/engine-parts'
import { eventJson, events } from '../support/event-json'
import { ScriptedTopic } from '../support/scripted-topic'
import { until } from '../support/until'

let child: Bundle
let parts: EngineParts

beforeAll(async () => {
  child = await bundle(join(import.meta.dirname, '../support/redrive-child.ts'))
})
afterAll(() => child.remove())
beforeEach(async () => {
  parts = await openParts()
})
afterEach(() => parts.close())

const ROW = "kafka_partition || '/' || kafka_offset || ' ' || transaction_id AS row"
const LETTER =
  'kafka_partition, kafka_offset::INTEGER AS kafka_offset, code, hex(value) AS value, redriven_at IS NOT NULL AS redriven, redriven_version::INTEGER AS version'

async function rows(): Promise<string[]> {
  return (await parts.rows(parts.transactionsPath, ROW)).map(({ row }) => String(row)).sort()
}

/** A stream that has read these messages of one partition. */
async function streamed(values: readonly (string | null)[]): Promise<{ topic: ScriptedTopic; stream: StreamManager }> {
  const topic = new ScriptedTopic('orders', 1)
  topic.produce(0, values)
  const stream = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  await stream.start({ startingOffsets: 'earliest' })
  await until(
    () => stream.status().totals,
    ({ rows: good, deadLetters }) => good + deadLetters === values.length,
  )
  return { topic, stream }
}

/** Letters as a decoder of before may have left them, with their txn and the position past them. */
async function leaveLetters(values: readonly Uint8Array[], topic = 'orders'): Promise<void> {
  const writer = createDecoder(
    createLineWriter({ session: parts.session, lineFolder: parts.folder, keepUnknown: false }),
  )
  const rejected: NewDeadLetter[] = values.map((value, offset) => ({
    partition: 0,
    record: { offset: BigInt(offset), timestamp: 1000, key: null, value, headers: [] },
    code: 'BAD_VALUE',
    field: 'quantity',
    reason: 'It was so.',
  }))
  const letters = parts.lake.table(parts.deadLettersPath)
  const add = await writer.writeDeadLetters(parts.deadLettersPath, topic, rejected, Date.now())
  await letters.commit({ operation: 'WRITE', add })
}

/** Offsets that are a row and a live letter: what a redrive leaves between its two commits. */
async function inBoth(): Promise<number> {
  const places = (root: string, rest = '') => parts.rows(root, "kafka_partition || '/' || kafka_offset AS place", rest)
  const dead = new Set((await places(parts.deadLettersPath, 'WHERE redriven_at IS NULL')).map(({ place }) => place))
  return (await places(parts.transactionsPath)).filter(({ place }) => dead.has(place)).length
}

test('a corrected letter is a row with its own place, once; its letter is marked and keeps its bytes', async () => {
  const bad = eventJson({ transaction_id: 'bad', quantity: 'two' })
  const { stream } = await streamed([...events(1), bad, '{', null, eventJson({ transaction_id: 'z', extra: 1 })])
  const before = await stream.deadLetters({ limit: 10, offset: 0 })
  expect(before.data.map(({ kafka_offset: offset, code }) => [offset, code])).toEqual([
    [1, 'BAD_VALUE'],
    [2, 'NOT_JSON'],
    [3, 'NO_VALUE'],
  ])
  const result = await stream.redrive({
    items: [
      { partition: 0, offset: 1, value: eventJson({ transaction_id: 'corrected' }) },
      { partition: 0, offset: 2, value: eventJson({ city: 7 }) },
      { partition: 0, offset: '3' },
    ],
  })
  const [first, second, third] = result.items
  expect(result).toMatchObject({ redriven: 1, failed: 2, remaining: 0 })
  expect(first).toMatchObject({ topic: 'orders', offset: 1, status: 'redriven', version: result.version, code: null })
  expect(second).toMatchObject({ offset: 2, status: 'failed', version: null, code: 'BAD_VALUE', field: 'city' })
  expect(second?.reason).toMatch(/city is 7/)
  expect(third).toMatchObject({ offset: 3, status: 'failed', code: 'NO_VALUE', field: null })
  expect(await rows()).toEqual(['0/0 e-0', '0/1 corrected', '0/4 z'])
  expect(await parts.rows(parts.deadLettersPath, LETTER, 'ORDER BY kafka_offset')).toEqual([
    {
      kafka_partition: 0,
      kafka_offset: 1,
      code: 'BAD_VALUE',
      value: Buffer.from(bad).toString('hex').toUpperCase(),
      redriven: true,
      version: result.version,
    },
    { kafka_partition: 0, kafka_offset: 2, code: 'NOT_JSON', value: '7B', redriven: false, version: null },
    { kafka_partition: 0, kafka_offset: 3, code: 'NO_VALUE', value: null, redriven: false, version: null },
  ])
  // The newest versions tell it too: one commit removed the file with the letter and added it anew.
  expect((await parts.lake.table(parts.deadLettersPath).history(1))[0]).toMatchObject({
    filesAdded: 1,
    filesRemoved: 1,
  })
  expect(await inBoth()).toBe(0)

  const listed = await stream.deadLetters({ limit: 10, offset: 0, state: 'live' })
  expect(listed).toMatchObject({ total: 2, live: 2, redriven: 0, byCode: { NOT_JSON: 1, NO_VALUE: 1 } })
  const marked = await stream.deadLetters({ limit: 10, offset: 0, state: 'redriven' })
  expect(marked.data).toMatchObject([{ kafka_offset: 1, valueText: bad, redriven_version: result.version }])

  const again = stream.redrive({ items: [{ partition: 0, offset: 1 }] })
  await expect(again).rejects.toMatchObject({ code: 'DEAD_LETTER_REDRIVEN' })
  const mixed = stream.redrive({
    items: [
      { partition: 0, offset: 2, value: eventJson() },
      { partition: 0, offset: 1 },
    ],
  })
  await expect(mixed).rejects.toMatchObject({ code: 'DEAD_LETTER_REDRIVEN' })
  const unknown = stream.redrive({ items: [{ partition: 0, offset: 0 }] })
  await expect(unknown).rejects.toMatchObject({ code: 'DEAD_LETTER_NOT_FOUND' })
  const twice = stream.redrive({
    items: [
      { partition: 0, offset: 2 },
      { partition: 0, offset: 2 },
    ],
  })
  await expect(twice).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  const lone = await stream.redrive({
    items: [{ partition: 0, offset: 2, value: eventJson({ city: 'x' }).replace('"x"', '"\ud83d"') }],
  })
  expect(lone.items[0]).toMatchObject({ status: 'failed', code: 'NOT_UTF8' })
  expect((await rows()).length).toBe(3)
})

test('a code is redriven with the stored bytes, the oldest first, with the stream stopped', async () => {
  const { stream } = await streamed(events(1, 'first'))
  await stream.stop()
  await leaveLetters(events(5, 'again').map((text) => Buffer.from(text)))
  expect(await stream.redrive({ code: 'BAD_VALUE', limit: 2 })).toMatchObject({ redriven: 2, failed: 0, remaining: 3 })
  expect(await stream.redrive({ code: 'BAD_VALUE' })).toMatchObject({ redriven: 3, failed: 0, remaining: 0 })
  expect(await stream.redrive({ code: 'BAD_VALUE' })).toEqual({
    redriven: 0,
    failed: 0,
    remaining: 0,
    version: null,
    items: [],
  })
  expect(await rows()).toEqual([
    '0/0 again-0',
    '0/0 first-0',
    '0/1 again-1',
    '0/2 again-2',
    '0/3 again-3',
    '0/4 again-4',
  ])
})

test('killed at each step, a redrive is done once or not at all, and what it left is finished', async () => {
  const count = 3
  const outcomes: Record<string, number> = {}
  for (const failpoint of [
    'redrive:after-write',
    'redrive:after-rows',
    'redrive:between-commits',
    'redrive:before-mark',
    'redrive:after-mark',
  ]) {
    await parts.close()
    parts = await openParts()
    const { stream } = await streamed([null, '', '[]'])
    await stream.stop()
    const started = spawn(process.execPath, [child.script, parts.folder, String(count)], {
      env: { ...process.env, MILLRACE_FAILPOINT: failpoint },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const [, signal] = (await once(started, 'exit')) as [number | null, NodeJS.Signals | null]
    expect(signal, failpoint).toBe('SIGKILL')
    parts = await parts.restart()
    const left = { rows: (await rows()).length, both: await inBoth() }
    outcomes[failpoint] = left.both
    const again = parts.stream()
    await again.recover()
    // Twice changes nothing.
    await again.recover()
    expect(await inBoth(), failpoint).toBe(0)
    const values = Array.from({ length: count }, (_, offset) => ({
      partition: 0,
      offset,
      value: eventJson({ transaction_id: `r-${offset}` }),
    }))
    if (left.rows === 0) expect(await again.redrive({ items: values })).toMatchObject({ redriven: count })
    else
      await expect(again.redrive({ items: values }), failpoint).rejects.toMatchObject({ code: 'DEAD_LETTER_REDRIVEN' })
    expect(await rows(), failpoint).toEqual(['0/0 r-0', '0/1 r-1', '0/2 r-2'])
    const version = (await parts.lake.table(parts.transactionsPath).history()).find(
      ({ info }) => info?.operation === 'REDRIVE',
    )?.version
    expect(
      await parts.rows(
        parts.deadLettersPath,
        'DISTINCT redriven_at IS NOT NULL AS redriven, redriven_version::INTEGER AS version',
      ),
    ).toEqual([{ redriven: true, version }])
  }
  // Canary: what is not finished is seen, and these kills do leave something to finish.
  expect(outcomes).toEqual({
    'redrive:after-write': 0,
    'redrive:after-rows': count,
    'redrive:between-commits': count,
    'redrive:before-mark': count,
    'redrive:after-mark': 0,
  })
})

test('a redrive that could not be marked is finished by the next one, before it does anything', async () => {
  const { stream } = await streamed([null, '', ...events(1)])
  let broken = true
  const hurt = parts.stream({
    deadLetters: (real) => ({
      ...real,
      mark: (...given) => (broken ? Promise.reject(new Error('no room')) : real.mark(...given)),
    }),
  })
  const item = (offset: number) => ({
    items: [{ partition: 0, offset, value: eventJson({ transaction_id: `r-${offset}` }) }],
  })
  await expect(hurt.redrive(item(0))).rejects.toThrow('no room')
  expect(await inBoth()).toBe(1)
  broken = false
  await expect(stream.redrive(item(0))).rejects.toMatchObject({ code: 'DEAD_LETTER_REDRIVEN' })
  expect(await inBoth()).toBe(0)
  expect(await hurt.redrive(item(1))).toMatchObject({ redriven: 1 })
  expect(await rows()).toEqual(['0/0 r-0', '0/1 r-1', '0/2 e-0'])
})

test('beside a running stream, two instances and a compaction, each letter becomes one row', async () => {
  const { stream, topic } = await streamed(Array.from({ length: 40 }, () => null))
  const other = await openParts(parts.folder)
  try {
    let compactions = 0
    // The file of the letters is replaced by an equal one between the reading and the commit.
    const second = other.stream({
      deadLetters: (real) => ({
        ...real,
        async mark(...given) {
          const marked = await real.mark(...given)
          const table = other.lake.table(other.deadLettersPath)
          const file = (await table.snapshot())?.files[0]
          if (file !== undefined && compactions++ % 2 === 0) {
            const path = `compact-${compactions}.parquet`
            await copyFile(absolutePath(table.root, file.path), join(table.root, path))
            await table.commit({ operation: 'OPTIMIZE', dataChange: false, remove: [file], add: [{ ...file, path }] })
          }
          return marked
        },
      }),
    })
    const redriveAll = async (manager: StreamManager, name: string): Promise<number> => {
      let done = 0
      for (let offset = 0; offset < 40; offset++) {
        const value = eventJson({ transaction_id: `${name}-${offset}` })
        const work = manager.redrive({ items: [{ partition: 0, offset, value }] })
        done += await work.then(
          (result) => result.redriven,
          (error: unknown) => {
            expect(error).toMatchObject({
              code: expect.stringMatching(/^(DEAD_LETTER_REDRIVEN|COMMIT_CONFLICT)$/) as string,
            })
            return 0
          },
        )
      }
      return done
    }
    const produce = async () => {
      for (let turn = 0; turn < 20; turn++) {
        topic.produce(0, events(5, 'live', turn * 5))
        const wanted = (turn + 1) * 5
        await until(
          () => stream.status().totals.rows,
          (count) => count === wanted,
        )
      }
    }
    const [mine, theirs] = await Promise.all([redriveAll(stream, 'a'), redriveAll(second, 'b'), produce()])
    expect(mine + theirs).toBeGreaterThan(30)
    const left = await redriveAll(stream, 'a')
    expect(mine + theirs + left).toBe(40)
    expect(compactions).toBeGreaterThan(0)
    const places = (await rows()).map((row) => row.split(' ')[0])
    expect(places.length).toBe(140)
    expect(new Set(places).size).toBe(140)
    expect(await inBoth()).toBe(0)
    expect(
      await parts.rows(parts.deadLettersPath, 'count(*)::INTEGER AS n, count(redriven_version)::INTEGER AS marked'),
    ).toEqual([{ n: 40, marked: 40 }])
  } finally {
    await other.close()
  }
})

test('a letter whose micro-batch was cut off waits for the stream to finish it', async () => {
  const { stream } = await streamed(events(1))
  await stream.stop()
  await leaveLetters([Buffer.from('{'), Buffer.from('['), Buffer.from('x')])
  // As a kill between the two commits leaves it: the letters have their txn, the rows not yet.
  const letters = parts.lake.table(parts.deadLettersPath)
  const appId = 'millrace/kafka/orders/0'
  await letters.commit({ operation: 'WRITE', setTransactions: [{ appId, version: 2n, previous: null }] })
  const value = eventJson()
  const cut = stream.redrive({ items: [{ partition: 0, offset: 1, value }] })
  await expect(cut).rejects.toMatchObject({ code: 'COMMIT_CONFLICT' })
  expect(await stream.redrive({ items: [{ partition: 0, offset: 0, value }] })).toMatchObject({ redriven: 1 })
})

test('the dashboard judges a redriven row at its own offset, and moves no watermark by it, also after a restart', async () => {
  const noon = Date.parse('2026-03-01T12:00:00Z')
  const at = (minutes: number) => eventJson({ event_timestamp: new Date(noon + minutes * 60_000).toISOString() })
  const { stream, topic } = await streamed([at(0), '', '', '', at(1)])
  const redriven = await stream.redrive({
    items: [
      { partition: 0, offset: 1, value: at(2) },
      { partition: 0, offset: 2, value: at(-60) },
    ],
  })
  const late = await until(
    () => stream.dashboard({}),
    (dashboard) => dashboard.asOf.version === redriven.version,
  )
  // An hour late: all its windows had ended.
  expect(late.lateRows).toBe(1)
  const watermark = new Date(noon - 9 * 60_000).toISOString()
  expect(late.watermark).toBe(watermark)
  await stream.stop()
  // Also while no stream runs.
  await stream.redrive({ items: [{ partition: 0, offset: 3, value: at(3) }] })
  const before = await stream.dashboard({})
  expect(before.watermark).toBe(watermark)
  parts = await parts.restart()
  const again = parts.stream({ openSource: () => topic.open(), intervalMs: 1 })
  await again.start({})
  const after = await again.dashboard({})
  expect(after.windows).toEqual(before.windows)
  expect(after.watermark).toBe(before.watermark)
})
