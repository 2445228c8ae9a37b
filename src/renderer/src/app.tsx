import { lazy, Suspense, useEffect, useRef, type ComponentType } from 'react'
import { useRoute, type Screen } from './route'
import { DesktopBanner } from './shell/desktop-banner'
import { ErrorBoundary } from './shell/error-boundary'
import { Rail } from './shell/rail'
import { SHELL_ACTIONS } from './shell/shell-actions'
import { Strip } from './shell/strip'
import { useKeys } from './shell/use-keys'
import { useActions } from './state/actions'
import { useOverlay } from './state/overlays'
import { text } from './strings/text'
import { LoadingRows } from './ui/states'
import { Toasts } from './ui/toast'

/** One chunk of code a screen, loaded when it is first opened. */
const SCREEN_PARTS: Readonly<Record<Screen, ComponentType>> = {
  overview: lazy(async () => ({ default: (await import('./features/overview/screen')).OverviewScreen })),
  stream: lazy(async () => ({ default: (await import('./features/stream/screen')).StreamScreen })),
  'dead-letters': lazy(async () => ({ default: (await import('./features/dead-letters/screen')).DeadLettersScreen })),
  batch: lazy(async () => ({ default: (await import('./features/batch/screen')).BatchScreen })),
  results: lazy(async () => ({ default: (await import('./features/results/screen')).ResultsScreen })),
  lake: lazy(async () => ({ default: (await import('./features/lake/screen')).LakeScreen })),
  settings: lazy(async () => ({ default: (await import('./features/settings/screen')).SettingsScreen })),
}
const Palette = lazy(async () => ({ default: (await import('./shell/palette')).Palette }))
const Shortcuts = lazy(async () => ({ default: (await import('./shell/shortcuts')).Shortcuts }))

export function App() {
  const { screen } = useRoute()
  const overlay = useOverlay((state) => state.open)
  useActions(SHELL_ACTIONS)
  useKeys()
  useFocusOnChange(screen)
  const Part = SCREEN_PARTS[screen]
  return (
    <div className="app">
      <a className="skip" href="#main" onClick={skipToMain}>
        {text.shell.skip}
      </a>
      <Strip />
      <Rail current={screen} />
      <main id="main" tabIndex={-1}>
        <DesktopBanner />
        <ErrorBoundary key={screen}>
          <Suspense fallback={<LoadingRows rows={12} columns={4} />}>
            <Part />
          </Suspense>
        </ErrorBoundary>
      </main>
      <Suspense fallback={null}>
        {overlay === 'palette' ? <Palette /> : null}
        {overlay === 'shortcuts' ? <Shortcuts /> : null}
      </Suspense>
      <Toasts />
    </div>
  )
}

/** A new screen has the title of its own and the focus, as a new page would. */
function useFocusOnChange(screen: Screen): void {
  const shown = useRef(screen)
  useEffect(() => {
    document.title = `${text.shell.screen[screen]} · ${text.shell.product}`
    if (shown.current !== screen) document.getElementById('main')?.focus()
    shown.current = screen
  }, [screen])
}

/** The address is the route: the link must not change it. */
function skipToMain(event: { preventDefault: () => void }): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}
