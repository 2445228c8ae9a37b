import { app, Menu, nativeImage, Tray } from 'electron'
import icon from '../../../resources/icons/32x32.png?inline'
import { desktop } from '../../shared/desktop-words'
import type { StreamStatus } from '../../shared/stream'
import type { Logger } from '../log/logger'
import { createTrayText } from './tray-text'

export interface StatusTray {
  /** Null: there is no engine. */
  show(status: StreamStatus | null): void
  /** How many batches run. */
  showBatches(count: number): void
  destroy(): void
}

const words = desktop.tray

/**
 * Rate, lag and running batches beside the clock. Some Linux desktops have no place for it: then there is none, and
 * nothing is lost.
 */
export function openTray(onShow: () => void, log: Logger): StatusTray {
  let tray: Tray
  try {
    tray = new Tray(nativeImage.createFromDataURL(icon))
  } catch (err) {
    log.info({ err }, 'this desktop has no tray')
    return { show: () => undefined, showBatches: () => undefined, destroy: () => undefined }
  }
  let shown = ''
  let status: StreamStatus | null = null
  let batches = 0
  const textOf = createTrayText()
  tray.on('click', onShow)

  function set(text: string): void {
    if (text === shown) return
    shown = text
    tray.setToolTip(text)
    // On Linux the menu is what opens, so that it says it too.
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: text, enabled: false },
        { type: 'separator' },
        { label: words.show, click: onShow },
        { label: words.quit, click: () => app.quit() },
      ]),
    )
  }

  function update(): void {
    if (tray.isDestroyed()) return
    const text = textOf(status, batches)
    if (text !== null) set(text)
  }

  set(words.noEngine)
  return {
    show(next) {
      status = next
      update()
    },
    showBatches(count) {
      if (count === batches) return
      batches = count
      update()
    },
    destroy: () => tray.destroy(),
  }
}
