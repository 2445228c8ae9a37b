import { lazy, Suspense } from 'react'
import { useLive, useOffline } from '../../state/live'

/** With its dialog loaded when there is something to tell, which is seldom. */
const TroubleNotice = lazy(async () => ({ default: (await import('./trouble-notice')).TroubleNotice }))

/** Why the stream does not read, what to do, and the buttons that do it; nothing while it reads or was stopped. */
export function StreamTrouble() {
  const state = useLive((live) => live.status?.state)
  const reason = useLive((live) => live.status?.reason ?? null)
  // What can be done needs an engine.
  const offline = useOffline()
  if (offline || reason === null) return null
  if (state !== 'FAILED' && state !== 'RECONNECTING' && state !== 'WAITING_FOR_TOPIC') return null
  return (
    <Suspense fallback={null}>
      <TroubleNotice />
    </Suspense>
  )
}
