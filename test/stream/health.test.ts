import { expect, test } from 'vitest'
import type { MicroBatch } from '../../src/shared/stream'
import { describeStop, judgeHealth, type HealthFacts } from '../../src/main/stream/status/health'

const NOW = Date.parse('2026-11-24T12:00:00Z')

const FINE: HealthFacts = {
  state: 'RUNNING',
  reason: null,
  intervalMs: 1000,
  lag: 0,
  lagTrail: [],
  recentMessages: 1000,
  recentDeadLetters: 0,
  recentFutureRows: 0,
  watermarkWaitsFor: [],
  unassigned: [],
  recentBatches: [],
  newestAt: null,
  disk: { freeBytes: 100e9, bytesPerSecond: 1000 },
  now: NOW,
}

function batch(totalMs: number): MicroBatch {
  const at = new Date(NOW - 1500).toISOString()
  return { version: 7, at, rows: 10, deadLetters: 0, fetchMs: 1, decodeMs: 1, writeMs: 1, commitMs: 1, totalMs }
}

/** One mark every five seconds over the last minute. */
function trail(lagAt: (index: number) => number): HealthFacts['lagTrail'] {
  return Array.from({ length: 13 }, (_, index) => ({ at: NOW - 60_000 + index * 5000, lag: lagAt(index) }))
}

test.each<[string, Partial<HealthFacts>, string, RegExp]>([
  ['nothing came yet', {}, 'Healthy', /first message/],
  [
    'a commit a moment ago, of a message of an hour ago',
    { recentBatches: [batch(20)], newestAt: NOW - 3_600_000 },
    'Healthy',
    /^Newest row is 60 min old; v7 committed 10 rows in 20 ms\.$/,
  ],
  [
    'a message without a time',
    { recentBatches: [batch(20)] },
    'Healthy',
    /^Newest commit is 1\.5 s old; v7 committed 10 rows in 20 ms\.$/,
  ],
  ['catching up', { state: 'CATCHING_UP', lag: 5000 }, 'Catching up', /5000 messages behind/],
  [
    'catching up at a pace',
    { state: 'CATCHING_UP', lag: 5000, lagTrail: trail((index) => (index < 4 ? 0 : 12_600 - index * 600)) },
    'Catching up',
    /^5000 messages behind, about 39 s at 130 a second net\.$/,
  ],
  [
    'catching up and losing ground',
    { state: 'CATCHING_UP', lag: 900, lagTrail: trail((index) => index * 70) },
    'Catching up',
    /^900 messages behind\.$/,
  ],
  ['one dead letter in a hundred', { recentDeadLetters: 10 }, 'Healthy', /./],
  ['more dead letters than that', { recentDeadLetters: 11 }, 'Degraded', /11 of the last 1000 messages are dead/],
  ['ten rows from the future in a thousand', { recentFutureRows: 10 }, 'Healthy', /./],
  ['more rows from the future', { recentFutureRows: 11 }, 'Degraded', /11 of the last 1000 .* in the future/],
  [
    'a dashboard that waits',
    { recentBatches: [batch(20)], watermarkWaitsFor: [2, 3] },
    'Healthy',
    /\. The dashboard waits for partitions 2, 3\.$/,
  ],
  [
    'a dashboard that waits for a partition of dead letters',
    { recentDeadLetters: 500, watermarkWaitsFor: [3] },
    'Degraded',
    /are dead letters\. The dashboard waits for partition 3\.$/,
  ],
  [
    'partitions that nobody reads',
    { state: 'CATCHING_UP', lag: 20, unassigned: [1] },
    'Catching up',
    /^20 messages behind\. Not read yet: partition 1; /,
  ],
  [
    'many of them',
    { state: 'CATCHING_UP', lag: 20, unassigned: Array.from({ length: 200 }, (_, partition) => partition) },
    'Catching up',
    /Not read yet: partitions 0, 1, 2, 3, 4, 5, 6, 7 and 192 more; /,
  ],
  ['two slow batches', { recentBatches: [batch(1001), batch(1001)] }, 'Healthy', /./],
  [
    'three slow batches',
    { recentBatches: [batch(1001), batch(1001), batch(1001)] },
    'Degraded',
    /^Slow because decode takes 1 ms: the last 3 micro-batches took longer than the trigger/,
  ],
  [
    'three slow batches that leave something behind',
    { lag: 7, recentBatches: [1, 2, 3].map(() => ({ ...batch(4200), commitMs: 4100 })) },
    'Degraded',
    /^Behind because commit takes 4\.1 s: /,
  ],
  ['a fast one between', { recentBatches: [batch(1001), batch(999), batch(1001)] }, 'Healthy', /./],
  [
    'a lag that rises for a minute',
    { lag: 1200, lagTrail: trail((index) => index * 100) },
    'Degraded',
    /1200 .*rising/,
  ],
  ['a lag that rises far', { lag: 12_000, lagTrail: trail((index) => index * 1000) }, 'Degraded', /dangerously/],
  ['a lag of a thousand', { lag: 1000, lagTrail: trail((index) => index * 10) }, 'Healthy', /./],
  ['a lag that falls', { lag: 1200, lagTrail: trail((index) => 3000 - index * 100) }, 'Healthy', /./],
  ['a lag that fell in between', { lag: 1200, lagTrail: trail((i) => (i === 6 ? 0 : i * 100)) }, 'Healthy', /./],
  ['a lag that rises for half a minute', { lag: 1200, lagTrail: trail((i) => i * 100).slice(6) }, 'Healthy', /./],
  ['a disk with 4.9 GB', { disk: { freeBytes: 4.9e9, bytesPerSecond: 0 } }, 'Degraded', /only 4\.9 GB/],
  ['a disk with two hours', { disk: { freeBytes: 72e9, bytesPerSecond: 1e7 } }, 'Degraded', /2\.0 h/],
  ['a disk that does not say', { disk: { freeBytes: null, bytesPerSecond: 1e9 } }, 'Healthy', /./],
  ['no connection', { state: 'RECONNECTING', reason: 'lost' }, 'Degraded', /^lost$/],
  ['no topic', { state: 'WAITING_FOR_TOPIC', reason: 'no topic' }, 'Degraded', /no topic/],
  ['stopping', { state: 'STOPPING' }, 'Stopped', /./],
  ['stopped', { state: 'STOPPED' }, 'Stopped', /./],
  ['failed', { state: 'FAILED', reason: 'gone' }, 'Failed', /^gone$/],
])('[checklist 26] health in one word: %s', (_what, facts, word, reason) => {
  const health = judgeHealth({ ...FINE, ...facts })
  expect(health.word).toBe(word)
  expect(health.reason).toMatch(reason)
})

test('a stop is told with its time, the version of the table, and what of a topic waited', () => {
  const waiting = { topic: 'transactions-stream', messages: 7303 }
  expect(describeStop({ at: NOW, waiting }, 266)).toBe(
    'Stopped at 12:00:00 UTC, at v266 of the table. 7303 messages of transactions-stream waited then.',
  )
  expect(describeStop({ at: NOW, waiting: null }, null)).toBe('Stopped at 12:00:00 UTC.')
})
