import type { QueryClient } from '@tanstack/react-query'
import { assertNever } from '../../../shared/errors'
import type { EngineEvent } from '../../../shared/events'
import type { StreamStatus } from '../../../shared/stream'
import type { Client } from '../client/client'
import { call } from '../api/call'
import { keys } from '../api/keys'
import { text } from '../strings/text'
import { notify } from '../ui/toast'
import { followBatches } from './batches'
import { showStatus, showTrail, useLive } from './live'
import { followOvertaken, isFirstRead } from './overtaken'

/** Figures change on screen once a second, whatever the rate of events (design, 8). */
const FRAME_MS = 1000
/** Sizes of tables are read again after commits, but not after each. */
const LAKE_MS = 15_000

/** An engine that was upgraded under a page has other screens than it shows. */
function askToReload(known: string | null, version: string): void {
  if (known === null || known === version) return
  notify({
    mark: 'degraded',
    title: text.shell.newVersion(version),
    stays: true,
    action: { label: text.shell.reload, run: () => location.reload() },
  })
}

/** Feeds the live store and the cache from the engine's events, until the returned function is called. */
export function connect(client: Client, queries: QueryClient): () => void {
  let waiting: { readonly status: StreamStatus; readonly at: number } | null = null
  /** Answers that commits have made stale since the last frame. */
  const stale = new Set<'dashboard' | 'deadLetters' | 'lake'>()
  let timer: ReturnType<typeof setTimeout> | null = null
  let shownAt = 0
  let lakeReadAt = Number.NEGATIVE_INFINITY
  const batches = followBatches(queries)

  /** One frame: the newest figures, and what went stale with them. */
  function show(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    // Hidden: nothing is drawn; all of it is shown in one frame when the window is.
    if (document.hidden) return
    shownAt = performance.now()
    if (waiting !== null) showStatus(waiting.status, waiting.at)
    waiting = null
    const readLake = stale.has('lake') && performance.now() - lakeReadAt >= LAKE_MS
    if (readLake) lakeReadAt = performance.now()
    for (const name of stale) {
      if (name === 'lake' && !readLake) continue
      stale.delete(name)
      void queries.invalidateQueries({ queryKey: keys[name] })
    }
    if (stale.size > 0) timer = setTimeout(show, lakeReadAt + LAKE_MS - performance.now())
  }

  function showSoon(): void {
    const due = Math.max(0, shownAt + FRAME_MS - performance.now())
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(show, due)
  }

  function takeStatus(status: StreamStatus): void {
    const before = waiting?.status ?? useLive.getState().status
    waiting = { status, at: Date.now() }
    if (status.state === before?.state) return showSoon()
    // What it did last is read at once.
    lakeReadAt = Number.NEGATIVE_INFINITY
    stale.add('lake')
    show()
  }

  function onEvent(event: EngineEvent): void {
    switch (event.type) {
      case 'hello': {
        const known = useLive.getState().version
        askToReload(known, event.version)
        useLive.setState({ connection: { kind: 'online' }, version: event.version })
        // Where that fails, the charts begin with what comes.
        void call('streamTrail', {}).then(showTrail, () => undefined)
        // Whatever happened while nobody listened; what was only missed is told, but what failed meanwhile is asked again.
        void queries.invalidateQueries({
          predicate({ state }) {
            if (event.resumed) return state.status === 'error' || state.fetchFailureCount > 0
            // At the start first reads are on their way: they are of this moment, but for milliseconds.
            return known !== null || !isFirstRead(state)
          },
        })
        return
      }
      case 'status':
        takeStatus(event.status)
        return
      case 'micro-batch':
        stale.add('dashboard')
        if (event.deadLetters > 0) stale.add('deadLetters')
        showSoon()
        return
      case 'table':
        stale.add('lake')
        // A redrive marks dead letters without a micro-batch.
        if (event.table === 'dead_letters') stale.add('deadLetters')
        showSoon()
        return
      case 'notice':
        notify({ mark: event.notice.level === 'warning' ? 'degraded' : 'ok', title: event.notice.text })
        return
      case 'batch':
        batches.changed(event.batch)
        return
      case 'sample':
        useLive.setState({ sample: event.sample })
        if (event.sample.state !== 'writing') void queries.invalidateQueries({ queryKey: keys.lake })
        return
      case 'batch-removed':
        batches.removed()
        return
      default:
        assertNever(event)
    }
  }

  function onLost(reason: string): void {
    // Of an engine that is gone: a frame that is still due must not show it as news.
    waiting = null
    useLive.setState((live) => ({
      connection: {
        kind: 'offline',
        since: live.connection.kind === 'offline' ? live.connection.since : Date.now(),
        reason,
      },
    }))
  }

  document.addEventListener('visibilitychange', show)
  const unfollow = followOvertaken(queries)
  const stop = client.listen({ onEvent, onLost })
  return () => {
    stop()
    unfollow()
    batches.close()
    document.removeEventListener('visibilitychange', show)
    if (timer !== null) clearTimeout(timer)
  }
}
