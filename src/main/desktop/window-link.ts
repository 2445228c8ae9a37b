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

/** Sends commands to a window; those that come before its page listens wait. */
export function linkWindow(window: BrowserWindow): WindowLink {
  // A window that is gone cannot be asked for it any more.
  const { webContents } = window
  const waiting: WindowCommand[] = []
  let listening = false
  // A page that is loaded anew listens anew.
  webContents.on('did-navigate', () => {
    listening = false
  })
  return {
    send(command) {
      if (listening) sendTo(webContents, 'command', command)
      else waiting.push(command)
    },
    opened() {
      listening = true
      for (const command of waiting.splice(0)) sendTo(webContents, 'command', command)
    },
    tell(info) {
      sendTo(webContents, 'info', info)
    },
    show() {
      if (window.isDestroyed()) return
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
  }
}
