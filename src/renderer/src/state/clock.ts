import { useSyncExternalStore } from 'react'

const TICK_MS = 1000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null
let now = Date.now()

/** The time now, epoch ms, once a second for everybody at once; it stands while the window is hidden. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (listeners.size === 1) {
    now = Date.now()
    document.addEventListener('visibilitychange', follow)
    follow()
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    document.removeEventListener('visibilitychange', follow)
    stop()
  }
}

function follow(): void {
  stop()
  if (document.hidden) return
  tick()
  timer = setInterval(tick, TICK_MS)
}

function stop(): void {
  if (timer !== null) clearInterval(timer)
  timer = null
}

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}
