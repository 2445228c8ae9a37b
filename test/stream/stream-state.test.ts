import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  isActive,
  next,
  reasonOf,
  type StreamCondition,
  type StreamTurn,
} from '../../src/main/stream/status/stream-state'
import { MillraceError } from '../../src/shared/errors'
import { STREAM_STATES, type StreamState } from '../../src/shared/stream'

const ERROR = new MillraceError('IO_ERROR', 'The disk does not answer.')
const BEGAN = 1000
const NOW = 2000

const CONDITIONS: Readonly<Record<StreamState, StreamCondition>> = {
  STOPPED: { state: 'STOPPED', since: BEGAN },
  STARTING: { state: 'STARTING', since: BEGAN },
  WAITING_FOR_TOPIC: { state: 'WAITING_FOR_TOPIC', since: BEGAN, reason: 'No topic.', fix: 'Create it.' },
  CATCHING_UP: { state: 'CATCHING_UP', since: BEGAN },
  RUNNING: { state: 'RUNNING', since: BEGAN },
  RECONNECTING: { state: 'RECONNECTING', since: BEGAN, reason: 'Away.', fix: null, error: ERROR, retryAt: 1500 },
  STOPPING: { state: 'STOPPING', since: BEGAN },
  FAILED: { state: 'FAILED', since: BEGAN, error: ERROR, fix: null },
}

const TURNS: readonly (readonly [name: string, turn: StreamTurn])[] = [
  ['start', { kind: 'start' }],
  ['topic missing', { kind: 'topic-missing', reason: 'Gone.', fix: 'Make it.' }],
  ['session, caught up', { kind: 'session', caughtUp: true }],
  ['session, behind', { kind: 'session', caughtUp: false }],
  ['progress, caught up', { kind: 'progress', caughtUp: true }],
  ['progress, behind', { kind: 'progress', caughtUp: false }],
  ['disconnected', { kind: 'disconnected', reason: 'Away.', fix: 'Wait.', retryAt: null }],
  ['connected, caught up', { kind: 'connected', caughtUp: true }],
  ['connected, behind', { kind: 'connected', caughtUp: false }],
  ['interrupted', { kind: 'interrupted', error: ERROR, fix: 'Free space.', retryAt: 5000 }],
  ['failed', { kind: 'failed', error: ERROR, fix: null }],
  ['stop', { kind: 'stop' }],
  ['stopped', { kind: 'stopped' }],
]

/** As docs/architecture.md draws it: what each turn makes of each state; nothing where it changes nothing. */
function drawTable(): string {
  const rows = TURNS.map(([name, turn]) => {
    const cells = STREAM_STATES.map((state) => {
      const before = CONDITIONS[state]
      const after = next(before, turn, NOW)
      return after === before ? '' : after.state
    })
    return [name, ...cells]
  })
  const header = ['', ...STREAM_STATES]
  const widths = header.map((_, column) => Math.max(3, ...[header, ...rows].map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

test('the table is as it is drawn', () => {
  const drawn = readFileSync(join(import.meta.dirname, '../../docs/architecture.md'), 'utf8')
  expect(drawn).toContain(drawTable())
})

test('a state keeps its begin as long as it lasts, and tells what is new of it', () => {
  const away = next(
    CONDITIONS.RECONNECTING,
    { kind: 'disconnected', reason: 'Still away.', fix: 'Wait.', retryAt: 9000 },
    NOW,
  )
  expect(away).toEqual({
    state: 'RECONNECTING',
    since: BEGAN,
    reason: 'Still away.',
    fix: 'Wait.',
    error: null,
    retryAt: 9000,
  })
  expect(next(CONDITIONS.RUNNING, { kind: 'progress', caughtUp: true }, NOW)).toEqual(CONDITIONS.RUNNING)
  expect(next(CONDITIONS.RUNNING, { kind: 'progress', caughtUp: false }, NOW)).toEqual({
    state: 'CATCHING_UP',
    since: NOW,
  })
})

test('an error is told as long as it is what is the matter, and no longer', () => {
  const interrupted = next(CONDITIONS.RUNNING, { kind: 'interrupted', error: ERROR, fix: 'Free.', retryAt: 7000 }, NOW)
  expect(interrupted).toMatchObject({ error: ERROR, fix: 'Free.', retryAt: 7000 })
  expect(reasonOf(interrupted)).toBe('The disk does not answer.')
  const back = next(interrupted, { kind: 'session', caughtUp: true }, NOW)
  expect(back).toEqual({ state: 'RUNNING', since: NOW })
  expect(reasonOf(back)).toBeNull()
})

test('a stream is active from its start to the end of its stop, and no longer once it failed', () => {
  const inactive = STREAM_STATES.filter((state) => !isActive(CONDITIONS[state]))
  expect(inactive).toEqual(['STOPPED', 'FAILED'])
})
