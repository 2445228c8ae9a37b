import { app } from 'electron'
import { openContext } from '../cli/context'
import { openWindow } from './window'
import { startHeadless, type Headless } from '../headless'

/** The desktop application: the same engine and API as `serve`, with a window. */
export async function startDesktop(): Promise<void> {
  await app.whenReady()
  const headless = await startHeadless(openContext({ set: [] }))
  process.stdout.write(`millrace ready ${headless.address}\n`)
  openWindow()
  app.on('window-all-closed', () => app.quit())
  quitAfterClose(headless)
}

/** Quitting waits for the drain; `POST /stop` quits. */
function quitAfterClose(headless: Headless): void {
  let closed = false
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    void headless.stop()
  })
  void headless.closed.then(() => {
    closed = true
    app.exit(0)
  })
}
