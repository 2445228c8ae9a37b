import { join } from 'node:path'
import { BrowserWindow } from 'electron'

/** The window: sandboxed, no Node, no navigation (reliability rules 14 and 15). */
export function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    webPreferences: {
      preload: join(__dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    },
  })
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  window.webContents.on('will-navigate', (event) => event.preventDefault())
  window.webContents.session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  void window.loadFile(join(__dirname, '../renderer/index.html'))
  return window
}
