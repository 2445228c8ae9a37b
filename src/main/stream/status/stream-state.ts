import { messageOf } from '../../../shared/errors'
import type { StreamState } from '../../../shared/stream'

/**
 * Where a stream is in its life, with what belongs to each state and nothing else. Times are epoch ms; `since` tells
 * when the state began. `next` alone makes one of another; docs/architecture.md draws the table.
 */
export type StreamCondition =
  /** `since` is null before the first stop of this process. */
  | { readonly state: 'STOPPED'; readonly since: number | null }
  | { readonly state: 'STARTING' | 'CATCHING_UP' | 'RUNNING' | 'STOPPING'; readonly since: number }
  | { readonly state: 'WAITING_FOR_TOPIC'; readonly since: number; readonly reason: string; readonly fix: string }
  | {
      readonly state: 'RECONNECTING'
      readonly since: number
      readonly reason: string
      readonly fix: string | null
      /** What is tried again; null where the source goes on by itself. */
      readonly error: Error | null
      /** When; null where only the source knows. */
      readonly retryAt: number | null
    }
  | { readonly state: 'FAILED'; readonly since: number; readonly error: Error; readonly fix: string | null }

/** What happens to a stream. */
export type StreamTurn =
  | { readonly kind: 'start' }
  /** There is no such topic (yet, or any more). */
  | { readonly kind: 'topic-missing'; readonly reason: string; readonly fix: string }
  /** A session begins to read. */
  | { readonly kind: 'session'; readonly caughtUp: boolean }
  /** Something was read or committed, or it was looked how far the topic goes. */
  | { readonly kind: 'progress'; readonly caughtUp: boolean }
  /** The source goes on by itself as soon as it can. */
  | {
      readonly kind: 'disconnected'
      readonly reason: string
      readonly fix: string | null
      readonly retryAt: number | null
    }
  | { readonly kind: 'connected'; readonly caughtUp: boolean }
  /** A session has ended by a fault that passes; another begins at `retryAt`. */
  | { readonly kind: 'interrupted'; readonly error: Error; readonly fix: string | null; readonly retryAt: number }
  /** For good; also a start that was refused. */
  | { readonly kind: 'failed'; readonly error: Error; readonly fix: string | null }
  | { readonly kind: 'stop' }
  /** What a stop waited for is done. */
  | { readonly kind: 'stopped' }

/** The states that each turn is heard in; in any other it changes nothing: what a source still says when the stream has failed or is stopping comes too late. */
const HEARD_IN: Readonly<Record<StreamTurn['kind'], readonly StreamState[]>> = {
  start: ['STOPPED', 'FAILED'],
  'topic-missing': ['STARTING', 'WAITING_FOR_TOPIC', 'CATCHING_UP', 'RUNNING', 'RECONNECTING'],
  session: ['STARTING', 'WAITING_FOR_TOPIC', 'CATCHING_UP', 'RUNNING', 'RECONNECTING'],
  progress: ['STARTING', 'CATCHING_UP', 'RUNNING'],
  disconnected: ['STARTING', 'WAITING_FOR_TOPIC', 'CATCHING_UP', 'RUNNING', 'RECONNECTING'],
  connected: ['STARTING', 'CATCHING_UP', 'RUNNING', 'RECONNECTING'],
  interrupted: ['STARTING', 'WAITING_FOR_TOPIC', 'CATCHING_UP', 'RUNNING', 'RECONNECTING'],
  failed: ['STOPPED', 'STARTING', 'WAITING_FOR_TOPIC', 'CATCHING_UP', 'RUNNING', 'RECONNECTING', 'STOPPING'],
  stop: ['STARTING', 'WAITING_FOR_TOPIC', 'CATCHING_UP', 'RUNNING', 'RECONNECTING'],
  stopped: ['STARTING', 'WAITING_FOR_TOPIC', 'CATCHING_UP', 'RUNNING', 'RECONNECTING', 'STOPPING', 'FAILED'],
}

/** @param at epoch ms. Pure; the very same object where nothing changes. */
export function next(before: StreamCondition, turn: StreamTurn, at: number): StreamCondition {
  if (!HEARD_IN[turn.kind].includes(before.state)) return before
  const after = become(turn, at)
  return after.state === before.state && before.since !== null ? { ...after, since: before.since } : after
}

function become(turn: StreamTurn, since: number): StreamCondition {
  switch (turn.kind) {
    case 'start':
      return { state: 'STARTING', since }
    case 'topic-missing':
      return { state: 'WAITING_FOR_TOPIC', since, reason: turn.reason, fix: turn.fix }
    case 'session':
    case 'progress':
    case 'connected':
      return { state: turn.caughtUp ? 'RUNNING' : 'CATCHING_UP', since }
    case 'disconnected':
      return { state: 'RECONNECTING', since, reason: turn.reason, fix: turn.fix, error: null, retryAt: turn.retryAt }
    case 'interrupted': {
      const { error, fix, retryAt } = turn
      return { state: 'RECONNECTING', since, reason: messageOf(error), fix, error, retryAt }
    }
    case 'failed':
      return { state: 'FAILED', since, error: turn.error, fix: turn.fix }
    case 'stop':
      return { state: 'STOPPING', since }
    case 'stopped':
      return { state: 'STOPPED', since }
  }
}

/** Whether there is a stream that reads, tries to, or still commits what it read. */
export function isActive({ state }: StreamCondition): boolean {
  return state !== 'STOPPED' && state !== 'FAILED'
}

/** Why it is so, as a sentence; null where the state says it all. */
export function reasonOf(condition: StreamCondition): string | null {
  switch (condition.state) {
    case 'WAITING_FOR_TOPIC':
    case 'RECONNECTING':
      return condition.reason
    case 'FAILED':
      return messageOf(condition.error)
    case 'STOPPING':
      return 'Committing what was read.'
    case 'STOPPED':
    case 'STARTING':
    case 'CATCHING_UP':
    case 'RUNNING':
      return null
  }
}
