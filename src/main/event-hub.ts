import { KEPT_BYTES } from '../shared/event-stream'
import type { EngineEvent, EventListener, SubscribeOptions } from '../shared/events'

/** Hands the engine's events to its doors, and remembers the last ones for who lost its line. */
export interface EventHub {
  readonly listeners: number
  /** The id of the newest event. */
  readonly newest: string
  publish(event: EngineEvent): void
  /** What came after the event of this id, oldest first; null where that is not known any more, or never was. */
  since(id: string): readonly KeptEvent[] | null
  /** Notices that were published while nobody was told them, oldest first; once. */
  takeUnread(): readonly KeptEvent[]
  /** Calls `listener` from now on; `onClose` once, when the engine closes first. Returns how to stop. */
  subscribe(listener: EventListener, options: Omit<SubscribeOptions, 'after'>): () => void
  close(): void
}

interface KeptEvent {
  readonly event: EngineEvent
  readonly id: string
}

const KEPT = 500
/** Notices for the first reader; the newest say what matters. */
const UNREAD = 20
/** Their newest is told first on each connection. */
const TOLD_AFRESH: ReadonlySet<EngineEvent['type']> = new Set(['hello', 'status', 'sample'])

/** @param run names this run of the engine: ids of another one mean nothing here */
export function openEventHub(run: string): EventHub {
  const subscriptions = new Map<EventListener, Omit<SubscribeOptions, 'after'>>()
  let unread: readonly KeptEvent[] = []
  const kept: (KeptEvent & { readonly bytes: number })[] = []
  let keptBytes = 0
  let count = 0

  function idOf(number: number): string {
    return `${run}-${number}`
  }

  function keep(event: EngineEvent, id: string): void {
    const bytes = Buffer.byteLength(JSON.stringify(event))
    kept.push({ event, id, bytes })
    keptBytes += bytes
    while (kept.length > KEPT || keptBytes > KEPT_BYTES) keptBytes -= kept.shift()?.bytes ?? 0
  }

  function hasReader(): boolean {
    return [...subscriptions.values()].some(({ notices = true }) => notices)
  }

  return {
    get listeners() {
      return subscriptions.size
    },
    get newest() {
      return idOf(count)
    },
    publish(event) {
      const id = TOLD_AFRESH.has(event.type) ? null : idOf(++count)
      if (id !== null) keep(event, id)
      if (id !== null && event.type === 'notice' && !hasReader()) unread = [...unread, { event, id }].slice(-UNREAD)
      for (const [listener, { onClose, notices = true }] of [...subscriptions]) {
        if (event.type === 'notice' && !notices) continue
        try {
          listener(event, id)
        } catch {
          // Its own fault, and its own end: what is told must reach the others.
          subscriptions.delete(listener)
          onClose?.()
        }
      }
    },
    takeUnread() {
      const taken = unread
      unread = []
      return taken
    },
    since(id) {
      const after = Number(id.startsWith(`${run}-`) ? id.slice(run.length + 1) : Number.NaN)
      const missed = count - after
      if (!Number.isInteger(after) || missed < 0 || missed > kept.length || id !== idOf(after)) return null
      return kept.slice(kept.length - missed).map(({ event, id: its }) => ({ event, id: its }))
    },
    subscribe(listener, subscribing) {
      subscriptions.set(listener, subscribing)
      return () => {
        subscriptions.delete(listener)
      }
    },
    close() {
      const closing = [...subscriptions.values()]
      subscriptions.clear()
      for (const { onClose } of closing) onClose?.()
    },
  }
}

/**
 * Tells how things are, then notices that nobody was told, then what came since the event that is named, then what
 * comes. Where that event is not known the first is told with the id of the newest, from where a lost line can be taken
 * up.
 */
export function greet(
  hub: EventHub,
  listener: EventListener,
  { after = null, ...subscribing }: SubscribeOptions = {},
  greetings: (resumed: boolean) => readonly EngineEvent[],
): () => void {
  const missed = after === null ? null : hub.since(after)
  for (const [index, event] of greetings(missed !== null).entries())
    listener(event, missed === null && index === 0 ? hub.newest : null)
  const { notices = true } = subscribing
  const told = new Set(missed?.map(({ id }) => id))
  // Without their ids, which are older than the one that the line is taken up from.
  for (const { event, id } of notices ? hub.takeUnread() : []) if (!told.has(id)) listener(event, null)
  for (const { event, id } of missed ?? []) if (notices || event.type !== 'notice') listener(event, id)
  return hub.subscribe(listener, subscribing)
}
