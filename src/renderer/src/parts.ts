import { lazy, type ComponentType } from 'react'
import type { Screen } from './route'
import type { Overlay } from './state/overlays'

type Load = () => Promise<{ readonly default: ComponentType }>

/** Code that is fetched when it is first shown, or before that by `fetchParts`. */
export const PARTS: Readonly<Record<Screen | NonNullable<Overlay>, ReturnType<typeof part>>> = {
  overview: part(async () => ({ default: (await import('./features/overview/screen')).OverviewScreen })),
  stream: part(async () => ({ default: (await import('./features/stream/screen')).StreamScreen })),
  'dead-letters': part(async () => ({ default: (await import('./features/dead-letters/screen')).DeadLettersScreen })),
  batch: part(async () => ({ default: (await import('./features/batch/screen')).BatchScreen })),
  results: part(async () => ({ default: (await import('./features/results/screen')).ResultsScreen })),
  lake: part(async () => ({ default: (await import('./features/lake/screen')).LakeScreen })),
  settings: part(async () => ({ default: (await import('./features/settings/screen')).SettingsScreen })),
  palette: part(async () => ({ default: (await import('./shell/palette')).Palette })),
  shortcuts: part(async () => ({ default: (await import('./shell/shortcuts')).Shortcuts })),
}

function part(load: Load) {
  return { load, Part: lazy(load) }
}

/** Fetches all of them once the page has nothing else to do: an engine that ends takes no screen with it. */
export function fetchParts(): void {
  const fetchAll = (): void => {
    for (const { load } of Object.values(PARTS)) void load().catch(() => undefined)
  }
  // Safari has no such callback.
  if ('requestIdleCallback' in window) window.requestIdleCallback(fetchAll)
  else setTimeout(fetchAll, 1000)
}
