import { afterEach, beforeEach, expect, test } from 'vitest'
import { partitionAppId, positionsOf } from '../../src/main/stream/progress/offsets'
import { skipGaps } from '../../src/main/stream/progress/starting'
import { createStreamTables } from '../../src/main/stream/tables'
import { openParts, type EngineParts } from '../support/engine-parts'
import { events } from '../support/event-json'
import { scriptedStream } from '../support/scripted-stream'
import { ScriptedTopic } from '../support/scripted-topic'

// `skipTo` in a start: forward on purpose (decision 6).

let parts: EngineParts
let topic: ScriptedTopic

beforeEach(async () => {
  parts = await openParts()
  topic = new ScriptedTopic('orders', 2)
})
afterEach(() => parts.close())

const { stream, rowsReach, stateIs, streamAll, gapsOfHistory } = scriptedStream(() => ({ parts, topic }))

test('forward leaves out what is unread before, records the gap, and never goes back', async () => {
  topic.produce(0, events(5))
  topic.produce(1, events(5, 'other'))
  await streamAll(10)
  topic.produce(0, events(10, 'skipped'))
  const second = stream()
  const started = await second.start({ skipTo: 'latest' })
  expect(started.resumedFrom).toContainEqual({ partition: 0, offset: 15 })
  expect(started.resumedFrom).toContainEqual({ partition: 1, offset: 5 })
  expect(started.note).toMatch(/^Skipped 10 offsets\..*partition 0 was moved past offsets 5 to 14 on purpose/)
  topic.produce(0, events(3, 'later'))
  await rowsReach(second, 3)
  expect(await gapsOfHistory()).toEqual([{ gaps: [{ partition: 0, from: '5', to: '14', cause: 'skipped' }] }])
  const { differences, gaps } = await second.audit()
  expect(differences).toEqual([])
  expect(gaps).toMatchObject([{ partition: 0, from: 5, to: 14, cause: 'skipped' }])
  await second.stop()
  // Nothing lies before it: it is as any other start.
  const third = stream()
  expect((await third.start({ skipTo: 'latest' })).note).toBe(
    'Nothing was skipped: no unread message lies before skipTo.',
  )
  expect(await gapsOfHistory()).toHaveLength(1)
})

test('forward beside another instance that reads on: what that has read is in no gap', async () => {
  topic.produce(0, events(5))
  await streamAll(5)
  topic.produce(0, events(10, 'read-by-another'))
  let isFirst = true
  const source = () => {
    const opened = topic.open()
    const resolve = async (...asked: Parameters<typeof opened.resolve>) => {
      // Between what was planned and its commit.
      if (isFirst) {
        isFirst = false
        await streamAll(10)
        topic.produce(0, events(4, 'skipped'))
      }
      return opened.resolve(...asked)
    }
    return { ...opened, resolve }
  }
  const second = stream({ openSource: source })
  await second.start({ skipTo: 'latest' })
  await stateIs(second, 'RUNNING')
  const [entry] = (await gapsOfHistory()) as { gaps: { from: string }[] }[]
  expect(entry?.gaps).toMatchObject([{ partition: 0, from: '15', cause: 'skipped' }])
  await second.stop()
  expect((await second.audit()).differences).toEqual([])
})

test('forward leaves the letters where they stand: after a kill they may be further than the rows', async () => {
  topic.produce(0, [...events(4), 'bad'])
  await streamAll(4)
  const { lake, transactionsPath, deadLettersPath, aggregationsPath } = parts
  const tables = createStreamTables({ lake, transactionsPath, deadLettersPath, aggregationsPath, extraColumns: [] })
  const identity = { kind: 'kafka', topic: 'orders', identity: '' } as const
  const letters = async () => positionsOf(await tables.ensureDeadLetters(), identity)
  // As if the letters up to offset 11 were committed, and the process killed before the rows beside them.
  const ahead = { appId: partitionAppId(identity, 0), version: 11n, previous: 4n }
  await tables.deadLetters.commit({ operation: 'STREAMING UPDATE', setTransactions: [ahead] })
  expect(await letters()).toEqual(new Map([[0, 12n]]))
  const known = positionsOf(await tables.find(), identity)
  const gaps = [{ partition: 0, from: 5n, to: 8n, cause: 'skipped' }] as const
  await skipGaps({ tables, identity, known, positions: new Map([[0, 9n]]), gaps, note: 'skipped', at: 1 })
  expect(positionsOf(await tables.find(), identity)).toEqual(new Map([[0, 9n]]))
  expect(await letters()).toEqual(new Map([[0, 12n]]))
})

test('forward over what retention took tells the loss first, and records both apart', async () => {
  topic.produce(0, events(5))
  await streamAll(5)
  topic.produce(0, events(10, 'later'))
  topic.trim(0, 8)
  const second = stream()
  const refused = await second.start({ skipTo: 'latest' })
  expect(refused.note).toMatch(/^skipTo does not count: .*partition 0 no longer holds offsets 5 to 7/)
  expect(await stateIs(second, 'FAILED')).toMatchObject({ error: 'DATA_LOSS', lostOffsets: 3 })
  const started = await second.start({ skipTo: 'latest', failOnDataLoss: false })
  expect(started.resumedFrom).toContainEqual({ partition: 0, offset: 15 })
  expect(await gapsOfHistory()).toEqual([
    {
      failOnDataLoss: false,
      gaps: [
        { partition: 0, from: '5', to: '7', cause: 'retention' },
        { partition: 0, from: '8', to: '14', cause: 'skipped' },
      ],
    },
  ])
  topic.produce(0, events(2, 'last'))
  await rowsReach(second, 2)
  expect((await second.audit()).differences).toEqual([])
})

test('forward over a topic that was made anew is refused as a loss: it holds other messages', async () => {
  topic.produce(0, events(5))
  await streamAll(5)
  topic.recreate()
  topic.produce(0, events(20, 'anew'))
  const second = stream()
  expect((await second.start({ skipTo: 'latest' })).note).toMatch(
    /^skipTo does not count: .* was deleted and made anew/,
  )
  // What was read of the old one is in the table: nothing is lost of it.
  expect(await stateIs(second, 'FAILED')).toMatchObject({ error: 'DATA_LOSS', lostOffsets: null })
  expect(await gapsOfHistory()).toEqual([])
})
