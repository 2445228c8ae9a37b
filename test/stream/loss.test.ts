import { afterEach, beforeEach, expect, test } from 'vitest'
import { MillraceError } from '../../src/shared/errors'
import { openParts, type EngineParts } from '../support/engine-parts'
import { events } from '../support/event-json'
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

const { stream, rowsReach, stateIs, streamAll, gapsOfHistory, assigned, places, expectEachOnce } = scriptedStream(
  () => ({ parts, topic }),
)

test('retention that was faster stops the stream with the range, and going on records the gap', async () => {
  topic.produce(0, events(5))
  await streamAll(5)
  topic.produce(0, events(10, 'later'))
  topic.trim(0, 8)
  const second = stream()
  await second.start({})
  const failed = await stateIs(second, 'FAILED')
  expect(failed.reason).toContain('partition 0 no longer holds offsets 5 to 7')
  expect(failed.fix).toContain('"failOnDataLoss": false')
  expect(failed).toMatchObject({ active: false, error: 'DATA_LOSS', lostOffsets: 3, health: { word: 'Failed' } })
  expect(failed.queries.map(({ name, isActive }) => [name, isActive])).toEqual([
    ['transactions', false],
    ['dashboard', false],
  ])
  expect((await places()).size).toBe(5)

  // A failed stream does not stand in the way of a start.
  await second.start({ failOnDataLoss: false })
  await rowsReach(second, 7)
  expect(second.status()).toMatchObject({ error: null, lostOffsets: null })
  expect(await gapsOfHistory()).toEqual([
    { failOnDataLoss: false, gaps: [{ partition: 0, from: '5', to: '7', cause: 'retention' }] },
  ])
})

test('a topic made anew is noticed by its last message, though its offsets are long enough', async () => {
  topic.produce(0, events(5))
  await streamAll(5)
  topic.recreate()
  topic.produce(0, events(20, 'anew'))
  const second = stream()
  await second.start({})
  const failed = await stateIs(second, 'FAILED')
  expect(failed.reason).toContain('partition 0 was deleted and made anew')
  await second.start({ failOnDataLoss: false })
  await rowsReach(second, 20)
  await second.stop()
  // What is there now is known by its last message: the next start finds nothing wrong.
  await second.start({})
  await stateIs(second, 'RUNNING')
})

test('the last message was a dead letter: a topic made anew is noticed all the same, and loses no letter', async () => {
  topic.produce(0, [...events(4), 'bad'])
  await streamAll(4)
  topic.recreate()
  topic.produce(0, ['worse', 'worst', ...events(4, 'anew')])
  const second = stream()
  await second.start({})
  await stateIs(second, 'FAILED')
  await second.start({ failOnDataLoss: false })
  await rowsReach(second, 4)
  await second.stop()
  const letters = await parts.rows(
    parts.deadLettersPath,
    'kafka_offset::INTEGER AS place, decode(value) AS text',
    'ORDER BY dead_at, place',
  )
  expect(letters).toEqual([
    { place: 4, text: 'bad' },
    { place: 0, text: 'worse' },
    { place: 1, text: 'worst' },
  ])
})

test('rows of another stream at the same offsets are no sign of a topic made anew', async () => {
  topic.produce(0, events(5))
  await streamAll(5)
  const sample = parts.stream({ intervalMs: 20 })
  await sample.start({ source: 'sample', rate: 500 })
  await until(
    () => sample.status(),
    (status) => status.partitions.every(({ offset }) => Number(offset) > 10),
  )
  await sample.stop()
  topic.produce(0, events(2, 'later'))
  const again = stream()
  await again.start({})
  await rowsReach(again, 2)
})

test('a topic made anew while the stream runs is noticed by its end', async () => {
  topic.produce(0, events(5))
  const running = stream()
  await running.start({ startingOffsets: 'earliest' })
  await rowsReach(running, 5)
  topic.tellRanges()
  topic.recreate()
  topic.produce(0, events(2, 'anew'))
  topic.tellRanges()
  expect((await stateIs(running, 'FAILED')).reason).toContain('offsets 0 to 4')
})

test('a topic made anew while the broker was away is noticed when it is back', async () => {
  topic.produce(0, events(5))
  const running = stream()
  await running.start({ startingOffsets: 'earliest' })
  await rowsReach(running, 5)
  topic.tell(false)
  expect(running.status()).toMatchObject({ state: 'RECONNECTING', reason: 'lost', health: { word: 'Degraded' } })
  topic.recreate()
  topic.produce(0, events(50, 'anew'))
  topic.tell(true)
  expect((await stateIs(running, 'FAILED')).reason).toContain('made anew')
})

test('a broker that was away and holds what it held: the stream goes on', async () => {
  topic.produce(0, events(5))
  const running = stream()
  await running.start({ startingOffsets: 'earliest' })
  await rowsReach(running, 5)
  topic.tell(false)
  topic.tell(true)
  topic.produce(1, events(5))
  await rowsReach(running, 10)
  expectEachOnce(await places())
  await stateIs(running, 'RUNNING')
})

test('an unreadable batch stops the stream after all that was read; going on skips just that, and says so', async () => {
  const unreadable = () =>
    new MillraceError('UNREADABLE_BATCH', 'partition 0, offsets 5 to 6: unknown codec', {
      details: { partition: 0, from: '5', to: '6' },
    })
  const first = stream({ intervalMs: 3_600_000 })
  await first.start({ startingOffsets: 'earliest' })
  await assigned(first)
  topic.produce(0, events(5))
  await until(
    () => first.status(),
    (status) => status.totals.consumed === 5,
  )
  topic.fail(unreadable())
  const failed = await stateIs(first, 'FAILED')
  expect(failed.totals.rows).toBe(5)
  expect(failed.fix).toContain('"failOnDataLoss": false')

  const second = stream()
  await second.start({ failOnDataLoss: false })
  await stateIs(second, 'RUNNING')
  topic.fail(unreadable())
  topic.produce(0, events(4, 'later'))
  await rowsReach(second, 2)
  expect([...(await places()).keys()].sort()).toEqual(['0/0', '0/1', '0/2', '0/3', '0/4', '0/7', '0/8'])
  expect(await gapsOfHistory()).toEqual([
    { failOnDataLoss: false, gaps: [{ partition: 0, from: '5', to: '6', cause: 'unreadable' }] },
  ])
})

test('a gap that cannot be recorded for a fault that passes is recorded later, and the stream goes on', async () => {
  topic.produce(0, events(5))
  await streamAll(5)
  const table = parts.lake.table(parts.transactionsPath)
  const commit = table.commit.bind(table)
  let refused = 0
  table.commit = (request) => {
    if (request.userMetadata === undefined || refused > 0) return commit(request)
    refused++
    return Promise.reject(new MillraceError('DISK_FULL', 'the disk is full', { canRetry: true }))
  }
  const running = stream()
  await running.start({ failOnDataLoss: false })
  await assigned(running)
  const details = { partition: 0, from: '5', to: '6' }
  topic.fail(new MillraceError('UNREADABLE_BATCH', 'partition 0, offsets 5 to 6: unknown codec', { details }))
  await stateIs(running, 'RECONNECTING')
  expect(refused).toBe(1)
  // It meets the same record batch again.
  await assigned(running)
  topic.fail(new MillraceError('UNREADABLE_BATCH', 'partition 0, offsets 5 to 6: unknown codec', { details }))
  topic.produce(0, events(4, 'later'))
  await rowsReach(running, 2)
  expect(await gapsOfHistory()).toHaveLength(1)
})

test('what another has gone past is no end, and what lies before an unreadable place is read first', async () => {
  topic.produce(0, events(5))
  await streamAll(5)
  const running = stream()
  await running.start({ failOnDataLoss: false })
  await assigned(running)
  const unreadable = (from: string, to: string) =>
    new MillraceError('UNREADABLE_BATCH', 'unknown codec', { details: { partition: 0, from, to } })
  topic.fail(unreadable('2', '3'))
  topic.produce(0, events(3, 'later'))
  await rowsReach(running, 3)
  await assigned(running)
  topic.fail(unreadable('10', '11'))
  topic.produce(0, events(6, 'last'))
  await rowsReach(running, 9)
  await running.stop()
  expect(await gapsOfHistory()).toEqual([])
  expectEachOnce(await places())
})
