import type { QueryClient } from '@tanstack/react-query'
import { assertNever } from '../../../shared/errors'
import type { EngineEvent } from '../../../shared/events'
import type { StreamStatus } from '../../../shared/stream'
import type { Client } from '../client'
import { keys } from '../api/keys'
import { showBatch } from './batches'
import { showStatus, useLive } from './live'

/** Figures change on screen once a second, whatever the rate of events (design, 8). */
const FRAME_MS = 1000
/** Sizes of tables are read again after commits, but not after each. */
const LAKE_MS = 15_000

/** Feeds the live store and the cache from the engine's events, until the returned function is called. */
export function connect(client: Client, queries: QueryClient): () => void {
  let waiting: { readonly status: StreamStatus; readonly at: number } | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let shownAt = 0
  let lakeReadAt = 0

  function show(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (waiting === null) return
    const { status, at } = waiting
    const before = useLive.getState().status
    waiting = null
    shownAt = Date.now()
    showStatus(status, at)
    if (before?.totals.deadLetters !== status.totals.deadLetters)
      void queries.invalidateQueries({ queryKey: keys.deadLetters })
    if (before?.lastBatch?.version !== status.lastBatch?.version)
      void queries.invalidateQueries({ queryKey: keys.dashboard })
    if (Date.now() - lakeReadAt > LAKE_MS || before?.active !== status.active) {
      lakeReadAt = Date.now()
      void queries.invalidateQueries({ queryKey: keys.lake })
    }
  }

  function takeStatus(status: StreamStatus): void {
    waiting = { status, at: Date.now() }
    // Hidden: nothing is drawn; the newest is shown in one frame when the window is.
    if (document.hidden) return
    if (status.state !== useLive.getState().status?.state) show()
    else timer ??= setTimeout(show, Math.max(0, shownAt + FRAME_MS - Date.now()))
  }

  function onEvent(event: EngineEvent): void {
    switch (event.type) {
      case 'hello':
        useLive.setState({ connection: { kind: 'online' }, version: event.version })
        // Whatever happened while nobody listened.
        void queries.invalidateQueries()
        return
      case 'status':
        takeStatus(event.status)
        return
      case 'batch':
        showBatch(queries, event.batch)
        return
      case 'sample':
        useLive.setState({ sample: event.sample })
        if (event.sample.state !== 'writing') void queries.invalidateQueries({ queryKey: keys.lake })
        return
      case 'batch-removed':
        void queries.invalidateQueries({ queryKey: keys.batches })
        return
      default:
        assertNever(event)
    }
  }

  function onLost(reason: string): void {
    useLive.setState((live) => ({
      connection: {
        kind: 'offline',
        since: live.connection.kind === 'offline' ? live.connection.since : Date.now(),
        reason,
      },
    }))
  }

  document.addEventListener('visibilitychange', show)
  const stop = client.listen({ onEvent, onLost })
  return () => {
    stop()
    document.removeEventListener('visibilitychange', show)
    if (timer !== null) clearTimeout(timer)
  }
}
