import { join } from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { pageAddress } from './screens'
import { placeWindow, type DesktopState } from './window-state'

/** The same as the tokens `--surface`: what is seen before the page has painted. */
const BACKGROUND = { light: '#f4f4f1', dark: '#101315' }

/** The colour before the first paint, by the theme that is chosen, or the system's. */
export function backgroundOf(): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light
}

/** The window: sandboxed, no Node, no navigation, no other window (reliability rules 14 and 15). */
export function openWindow(state: DesktopState, packaged: boolean): BrowserWindow {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  const window = new BrowserWindow({
    ...placeWindow(
      state.bounds,
      [primary, ...others].map(({ workArea }) => workArea),
    ),
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: 'Millrace',
    backgroundColor: backgroundOf(),
    webPreferences: {
      preload: join(__dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  })
  // All of it may come only when the window, closed early, is gone.
  window.webContents.on('did-finish-load', () => {
    if (!window.isDestroyed()) window.webContents.setZoomLevel(state.zoom)
  })
  window.once('ready-to-show', () => {
    if (window.isDestroyed()) return
    if (state.maximized) window.maximize()
    window.show()
  })
  window.loadURL(pageAddress(packaged)).catch((error: unknown) => {
    if (!window.isDestroyed()) throw error
  })
  return window
}
