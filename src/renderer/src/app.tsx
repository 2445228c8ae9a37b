import { Suspense, useEffect, useRef } from 'react'
import { messageOf } from '../../shared/errors'
import { fetchParts, PARTS } from './parts'
import { useRoute, type Screen } from './route'
import { DesktopBanner } from './shell/desktop-banner'
import { ErrorBoundary } from './shell/error-boundary'
import { Rail } from './shell/rail'
import { SHELL_ACTIONS } from './shell/shell-actions'
import { Strip } from './shell/strip'
import { Title } from './shell/title'
import { useKeys } from './shell/use-keys'
import { useActions } from './state/actions'
import { useOffline } from './state/live'
import { openOverlay, useOverlay } from './state/overlays'
import { text } from './strings/text'
import { LoadingRows } from './ui/states'
import { RunningExports } from './shell/running-exports'
import { notify, Toasts } from './ui/toast'

/** The whole window: bar, screen, overlays. */
export function App() {
  const { screen } = useRoute()
  const overlay = useOverlay((state) => state.open)
  const offline = useOffline()
  useActions(SHELL_ACTIONS)
  useKeys()
  useFocusOnChange(screen)
  const { Part } = PARTS[screen]
  const Overlaid = overlay === null ? null : PARTS[overlay].Part
  return (
    <div className="app">
      <a className="skip" href="#main" onClick={skipToMain}>
        {text.shell.skip}
      </a>
      <Title screen={screen} />
      <Strip />
      <Rail current={screen} />
      <main id="main" tabIndex={-1} className={offline ? 'stale' : undefined}>
        <DesktopBanner />
        <ErrorBoundary key={screen}>
          <Suspense fallback={<LoadingRows rows={12} columns={4} />}>
            <Part />
            <WhenShown run={fetchParts} />
          </Suspense>
        </ErrorBoundary>
        <RunningExports />
      </main>
      <ErrorBoundary key={overlay} onFailed={closeOverlay}>
        <Suspense fallback={null}>{Overlaid === null ? null : <Overlaid />}</Suspense>
      </ErrorBoundary>
      <Toasts />
    </div>
  )
}

/** Beside a part whose code comes later: runs once that is there. */
function WhenShown({ run }: { readonly run: () => void }) {
  useEffect(run, [run])
  return null
}

/** One that cannot be shown must not stay in the way. */
function closeOverlay(error: unknown): void {
  openOverlay(null)
  notify({ mark: 'failed', title: text.shell.crash.overlay, detail: messageOf(error) })
}

/** A new screen has the focus, as a new page would. */
function useFocusOnChange(screen: Screen): void {
  const shown = useRef(screen)
  useEffect(() => {
    if (shown.current !== screen) document.getElementById('main')?.focus()
    shown.current = screen
  }, [screen])
}

/** The address is the route: the link must not change it. */
function skipToMain(event: { preventDefault: () => void }): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}
