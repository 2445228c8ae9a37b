import { lazy, type ComponentType } from 'react'
import type { Screen } from './route'
import type { Overlay } from './state/overlays'

type PartName = Screen | NonNullable<Overlay>

/** Code that is fetched when it is first shown, or before that by `fetchParts`. */
const LOAD: Readonly<Record<PartName, () => Promise<{ readonly default: ComponentType }>>> = {
  overview: async () => ({ default: (await import('./features/overview/screen')).OverviewScreen }),
  stream: async () => ({ default: (await import('./features/stream/screen')).StreamScreen }),
  'dead-letters': async () => ({ default: (await import('./features/dead-letters/screen')).DeadLettersScreen }),
  batch: async () => ({ default: (await import('./features/batch/screen')).BatchScreen }),
  results: async () => ({ default: (await import('./features/results/screen')).ResultsScreen }),
  lake: async () => ({ default: (await import('./features/lake/screen')).LakeScreen }),
  settings: async () => ({ default: (await import('./features/settings/screen')).SettingsScreen }),
  palette: async () => ({ default: (await import('./shell/palette')).Palette }),
  shortcuts: async () => ({ default: (await import('./shell/shortcuts')).Shortcuts }),
}

export const PARTS: Readonly<Record<PartName, ComponentType>> = {
  overview: lazy(LOAD.overview),
  stream: lazy(LOAD.stream),
  'dead-letters': lazy(LOAD['dead-letters']),
  batch: lazy(LOAD.batch),
  results: lazy(LOAD.results),
  lake: lazy(LOAD.lake),
  settings: lazy(LOAD.settings),
  palette: lazy(LOAD.palette),
  shortcuts: lazy(LOAD.shortcuts),
}

/** Fetches all of them once the page has nothing else to do: an engine that ends takes no screen with it. */
export function fetchParts(): void {
  const fetchAll = (): void => {
    for (const load of Object.values(LOAD)) void load().catch(() => undefined)
  }
  // Safari has no such callback.
  if ('requestIdleCallback' in window) window.requestIdleCallback(fetchAll)
  else setTimeout(fetchAll, 1000)
}
