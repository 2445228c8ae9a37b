import type { BrowserWindow } from 'electron'
import type { DesktopInfo, WindowCommand } from '../../shared/window'
import { sendTo } from './ipc-door'

/** What main says to the page of the window. */
export interface WindowLink {
  /** At once, or when the page is there. */
  send(command: WindowCommand): void
  /** The page is there now. */
  opened(): void
  tell(info: DesktopInfo): void
  show(): void
}

export function linkWindow(window: BrowserWindow): WindowLink {
  const waiting: WindowCommand[] = []
  let listening = false
  // A page that is loaded anew listens anew.
  window.webContents.on('did-navigate', () => {
    listening = false
  })
  return {
    send(command) {
      if (listening) sendTo(window.webContents, 'command', command)
      else waiting.push(command)
    },
    opened() {
      listening = true
      for (const command of waiting.splice(0)) sendTo(window.webContents, 'command', command)
    },
    tell(info) {
      if (!window.isDestroyed()) sendTo(window.webContents, 'info', info)
    },
    show() {
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
  }
}
