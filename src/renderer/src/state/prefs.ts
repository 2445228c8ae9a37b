import { z } from 'zod'
import { create } from 'zustand'
import { Theme, THEMES } from '../../../shared/window'
import { client } from '../engine'
import { keepStored, readStored } from './stored'

/** Of the panel beside a grid (design, 2); `narrow` is the most in a narrow window. */
export const PANEL_PX = { min: 360, usual: 480, max: 720, narrow: 420 } as const

/** What this user of this computer likes; kept in the page's own storage. */
const Prefs = z.object({
  theme: Theme.catch('system'),
  /** Single letters as shortcuts (WCAG 2.1.4 asks for a way to turn them off). */
  singleKeys: z.boolean().catch(true),
  relaxedRows: z.boolean().catch(false),
  /** Of the panel beside a grid, on every screen. */
  panelWidth: z.number().min(PANEL_PX.min).max(PANEL_PX.max).catch(PANEL_PX.usual),
})
type Prefs = z.infer<typeof Prefs>

const KEY = 'millrace.prefs'

export const usePrefs = create<Prefs>(() => Prefs.parse(readStored(KEY)))

/** Changes preferences, and keeps them over starts. */
export function setPrefs(change: Partial<Prefs>): void {
  usePrefs.setState(change)
  keepStored(KEY, usePrefs.getState())
  applyTheme()
}

/** System, light, dark, and round again. */
export function nextTheme(): void {
  const now = THEMES.indexOf(usePrefs.getState().theme)
  setPrefs({ theme: THEMES[(now + 1) % THEMES.length] ?? 'system' })
}

/** The theme in force now. */
export function shownTheme(): 'light' | 'dark' {
  const { theme } = usePrefs.getState()
  if (theme !== 'system') return theme
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** Puts the theme on the document and tells the window, whose frame follows. */
export function applyTheme(): void {
  const { theme, relaxedRows } = usePrefs.getState()
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset['theme']
  else dataset['theme'] = theme
  dataset['rows'] = relaxedRows ? 'relaxed' : 'normal'
  client().setTheme(theme)
}
