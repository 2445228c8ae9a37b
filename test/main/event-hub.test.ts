import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openCommitNews } from '../../src/main/commit-news'
import { greet, openEventHub } from '../../src/main/event-hub'
import { KEPT_BYTES } from '../../src/shared/event-stream'
import type { EngineEvent, SubscribeOptions } from '../../src/shared/events'

const removed = (n: number): EngineEvent => ({ type: 'batch-removed', batchId: `batch-${n}` })
const sample: EngineEvent = {
  type: 'sample',
  sample: { state: 'none', written: 0, total: 0, days: 90, seed: null, message: null },
}

test('what came after an id is known exactly as long as all of it is kept', () => {
  const hub = openEventHub('run')
  const begin = hub.newest
  expect(hub.since(begin)).toEqual([])
  const ids: string[] = []
  hub.subscribe((_event, id) => {
    if (id !== null) ids.push(id)
  }, {})
  for (let n = 0; n < 500; n++) hub.publish(removed(n))
  // Told afresh on each connection: no place in the order.
  hub.publish(sample)
  expect(ids).toHaveLength(500)
  expect(hub.since(begin)?.map(({ id }) => id)).toEqual(ids)
  expect(hub.since(ids[498] ?? '')).toEqual([{ event: removed(499), id: ids[499] }])
  expect(hub.since(hub.newest)).toEqual([])
  hub.publish(removed(500))
  expect(hub.since(begin)).toBeNull()
  // The event itself is gone, but all that came after it is there.
  expect(hub.since(ids[0] ?? '')).toHaveLength(500)
  hub.publish(removed(501))
  expect(hub.since(ids[0] ?? '')).toBeNull()
  expect(hub.since('other-5')).toBeNull()
  expect(hub.since('run-5000')).toBeNull()
})

test('large events are kept up to so many bytes, the newest of them', () => {
  const hub = openEventHub('run')
  const begin = hub.newest
  const notice = (n: number): EngineEvent => ({
    type: 'notice',
    notice: { at: new Date(n).toISOString(), level: 'info', text: 'x'.repeat(KEPT_BYTES / 4) },
  })
  for (let n = 0; n < 5; n++) hub.publish(notice(n))
  expect(hub.since(begin)).toBeNull()
  expect(hub.since('run-1')).toBeNull()
  expect(hub.since('run-2')?.map(({ event }) => event)).toEqual([2, 3, 4].map(notice))
  hub.publish({ type: 'notice', notice: { at: '', level: 'info', text: 'x'.repeat(KEPT_BYTES) } })
  expect(hub.since('run-5')).toBeNull()
  expect(hub.since('run-6')).toEqual([])
  hub.publish(removed(7))
  expect(hub.since('run-6')?.map(({ event }) => event)).toEqual([removed(7)])
})

test('notices that nobody was told wait for the first who reads them, once, with what it missed only once too', () => {
  const hub = openEventHub('run')
  const notice = (text: string): EngineEvent => ({ type: 'notice', notice: { at: '', level: 'info', text } })
  const subscribe = (options: SubscribeOptions = {}) => {
    const told: unknown[] = []
    const leave = greet(
      hub,
      (event, id) => told.push(event.type === 'notice' ? [event.notice.text, id] : id),
      options,
      () => [sample],
    )
    return { told, leave }
  }
  for (let n = 1; n <= 22; n++) hub.publish(notice(`${n}`))
  const tray = subscribe({ notices: false })
  hub.publish(notice('23'))
  const first = subscribe()
  const waited = Array.from({ length: 20 }, (_, index) => [`${index + 4}`, null])
  expect(first.told).toEqual(['run-23', ...waited])
  hub.publish(notice('24'))
  expect(first.told.at(-1)).toEqual(['24', 'run-24'])
  expect(subscribe().told).toEqual(['run-24'])
  expect(tray.told).toEqual(['run-22'])
  hub.close()

  hub.publish(removed(25))
  hub.publish(notice('26'))
  expect(subscribe({ after: 'run-24' }).told).toEqual([null, 'run-25', ['26', 'run-26']])
  expect(subscribe().told).toEqual(['run-26'])
})

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

test('a thousand commits a second are ten events, and their sums lose none', () => {
  const events: EngineEvent[] = []
  const news = openCommitNews((event) => events.push(event))
  for (let n = 1; n <= 1000; n++) {
    news.microBatch({ version: n, rows: 3, deadLetters: n % 2 })
    news.table('transactions', n)
    if (n % 2 === 0) news.table('dead_letters', n / 2)
    vi.advanceTimersByTime(1)
  }
  news.close()
  const commits = events.flatMap((event) => (event.type === 'micro-batch' ? [event] : []))
  expect(commits.length).toBeLessThanOrEqual(12)
  const sum = (of: 'commits' | 'rows' | 'deadLetters') => commits.reduce((all, one) => all + one[of], 0)
  expect([sum('commits'), sum('rows'), sum('deadLetters')]).toEqual([1000, 3000, 500])
  expect(commits.at(-1)?.version).toBe(1000)
  const tables = (table: string) =>
    events.flatMap((event) => (event.type === 'table' && event.table === table ? [event.version] : []))
  expect(tables('transactions').at(-1)).toBe(1000)
  expect(tables('dead_letters').at(-1)).toBe(500)
  expect(tables('transactions').length).toBeLessThanOrEqual(12)
})
