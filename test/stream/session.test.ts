import { afterEach, expect, test, vi } from 'vitest'
import type { Committer } from '../../src/main/stream/committer'
import type { MicroBatchBuilder, MicroBatchWriter } from '../../src/main/stream/ports'
import { openStreamSession } from '../../src/main/stream/session'
import { TopicEnds } from '../../src/main/stream/progress/topic-ends'
import { createTurns } from '../../src/main/stream/turns'
import { events } from '../support/event-json'
import { ScriptedTopic } from '../support/scripted-topic'

const INTERVAL_MS = 50

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** A writer that counts. */
const writer: MicroBatchWriter = {
  begin() {
    const count = { records: 0 }
    const builder: MicroBatchBuilder = {
      append: ({ records }) => {
        count.records += records.length
      },
      get records() {
        return count.records
      },
      bytes: 0,
      finish: () => Promise.resolve({ rows: count.records, files: [], deadLetters: [], unknownKeys: 0, decodeMs: 0 }),
      discard: () => undefined,
    }
    return builder
  },
  writeDeadLetters: () => Promise.resolve([]),
}

test('what fills while the watermark is moved is written, though its timer passed a hair before its age shows it', async () => {
  // Timers pass when they are told to, and the clock that ages are read from stands still behind them.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  vi.spyOn(performance, 'now').mockReturnValue(0)
  const topic = new ScriptedTopic('orders', 1)
  let letGo: () => void = () => undefined
  const settling = new Promise<null>((resolve) => {
    letGo = () => resolve(null)
  })
  let tellRead: () => void = () => undefined
  const read = new Promise<void>((resolve) => {
    tellRead = resolve
  })
  let asked = false
  const committer: Committer = {
    positions: new Map(),
    waitsFor: [],
    judge: () => Promise.resolve({ newest: new Map(), future: [], minutes: [] }),
    commit: () => Promise.resolve({ version: 1, setTransactions: new Map() }),
    moveWatermark: () => {
      asked = true
      return settling
    },
  }
  const ends = new TopicEnds(() => 0)
  ends.set(topic.ranges())
  const written = new Promise<number>((resolve) => {
    const session = openStreamSession({
      parts: {
        writer,
        limits: { intervalMs: INTERVAL_MS, maxRows: 100, maxBytes: 1_000_000 },
        turns: createTurns(() => 0),
        now: () => 0,
      },
      source: topic.open(),
      root: '/nowhere',
      committer,
      ranges: topic.ranges(),
      ends,
      emit(event) {
        if (event.kind === 'read') tellRead()
        if (event.kind !== 'committed') return
        resolve(event.batch.rows)
        void session.stop()
      },
    })
  })
  await vi.advanceTimersByTimeAsync(INTERVAL_MS)
  expect(asked).toBe(true)
  topic.produce(0, events(3))
  await read
  // Its timer passes while the watermark is still being moved, and the age of what filled does not show it yet.
  vi.spyOn(performance, 'now').mockReturnValue(INTERVAL_MS - 1)
  await vi.advanceTimersByTimeAsync(INTERVAL_MS)
  letGo()
  expect(await written).toBe(3)
})
