import { useSyncExternalStore } from 'react'
import { shownTheme, usePrefs } from './prefs'

/** The theme in force, for what is drawn on a canvas; follows the system live. */
export function useShownTheme(): 'light' | 'dark' {
  usePrefs((prefs) => prefs.theme)
  return useSyncExternalStore(subscribe, shownTheme)
}

function subscribe(onChange: () => void): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)')
  media.addEventListener('change', onChange)
  return () => media.removeEventListener('change', onChange)
}
