import type { EngineEvent } from '../shared/events'

export type EventListener = (event: EngineEvent) => void

/** Hands the engine's events to its doors. */
export interface EventHub {
  readonly listeners: number
  publish(event: EngineEvent): void
  /** Calls `listener` from now on; `onClose` once, when the engine closes first. Returns how to stop. */
  subscribe(listener: EventListener, onClose: () => void): () => void
  close(): void
}

export function createEventHub(): EventHub {
  const subscriptions = new Map<EventListener, () => void>()
  return {
    get listeners() {
      return subscriptions.size
    },
    publish(event) {
      for (const listener of [...subscriptions.keys()]) listener(event)
    },
    subscribe(listener, onClose) {
      subscriptions.set(listener, onClose)
      return () => {
        subscriptions.delete(listener)
      }
    },
    close() {
      const closing = [...subscriptions.values()]
      subscriptions.clear()
      for (const onClose of closing) onClose()
    },
  }
}
