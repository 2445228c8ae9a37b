import { expect, test } from 'vitest'
import { StreamFigures } from '../../src/main/stream/status/status'
import { TrailRecorder } from '../../src/main/stream/status/trail'

const INTERVAL_MS = 5000
const range = (high: bigint) => [{ partition: 0, low: 0n, high }]

let time = Date.parse('2026-11-24T12:00:00Z')
const now = () => time

test('a point has the worst lag of its five seconds, and half an hour is kept', () => {
  const recorder = new TrailRecorder(now)
  for (const lag of [3, 9, 4]) {
    recorder.mark({ input: lag, capacity: null, lag })
    time += 1000
  }
  expect(recorder.trail.points).toMatchObject([{ inputRowsPerSecond: 3, lagAtCommit: 9 }])
  for (let mark = 0; mark < 400; mark++) {
    time += 5000
    recorder.mark({ input: 1, capacity: 2, lag: mark })
  }
  const { points } = recorder.trail
  expect(points).toHaveLength(360)
  expect([points[0]?.lagAtCommit, points.at(-1)?.lagAtCommit]).toEqual([40, 399])
})

test('a clock that is set back leaves a trail that goes in one direction', () => {
  const recorder = new TrailRecorder(now)
  for (const step of [0, 6000, 6000, -9000, 6000]) {
    time += step
    recorder.mark({ input: 1, capacity: null, lag: 0 })
  }
  const times = recorder.trail.points.map(({ at }) => at)
  expect(times).toEqual([...new Set(times)].sort())
})

test('what gathers between commits is no lag, until a commit is overdue', () => {
  const trail = new TrailRecorder(now)
  const figures = new StreamFigures(now, trail, INTERVAL_MS)
  figures.begin(range(40n), new Map([[0, 40n]]))
  figures.setKnown()
  const lags = () => (({ lag, lagAtCommit }) => ({ lag, lagAtCommit }))(figures.snapshot())
  expect(lags()).toEqual({ lag: 0, lagAtCommit: 0 })
  // Nothing was committed yet: what is there is behind.
  figures.setRanges(range(50n))
  expect(lags()).toEqual({ lag: 10, lagAtCommit: 10 })
  commitUpTo(48n)
  expect(lags()).toEqual({ lag: 2, lagAtCommit: 2 })
  time += INTERVAL_MS - 1
  figures.setRanges(range(99n))
  expect(lags()).toEqual({ lag: 51, lagAtCommit: 2 })
  time += 2000
  expect(lags()).toEqual({ lag: 51, lagAtCommit: 51 })
  // One stream after another draws one trail.
  expect(trail.trail.points.length).toBeGreaterThan(0)

  function commitUpTo(next: bigint): void {
    figures.committed({
      version: 1,
      setTransactions: new Map(),
      judged: { newest: new Map(), future: [], minutes: [] },
      newest: [],
      processingTime: time,
      files: [],
      marks: new Map([[0, { first: 40n, last: next - 1n, records: 8, fingerprint: 0n, timestamp: time }]]),
      records: 8,
      rows: 8,
      deadLetters: [],
      unknownKeys: 0,
      fetchMs: 1,
      decodeMs: 1,
      writeMs: 1,
      commitMs: 1,
      totalMs: 4,
    })
  }
})
