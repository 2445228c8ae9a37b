import { join } from 'node:path'
import { app, nativeTheme, session, shell } from 'electron'
import { messageOf, MillraceError } from '../../shared/errors'
import { desktop } from '../../shared/desktop-words'
import { LINK_SCHEME, LINKS, type DesktopInfo } from '../../shared/window'
import { createContext, type Context } from '../instance/context'
import { readFlags } from '../instance/flags'
import { findInstance } from '../instance/remote'
import { CRASH_FOLDER, markRun } from '../crash-report'
import type { Headless } from '../headless'
import { redact } from '../log/redact'
import { createRendererFiles } from '../renderer-files'
import { readOwner } from '../state-folder'
import { watchCrashes } from './crashes'
import { findDeepLink, parseDeepLink, type DeepLink } from './deep-link'
import { keepEngine, type FolderOwner } from './engine-keeper'
import { openIpcDoor } from './ipc-door'
import { setMenu } from './menu'
import { createNotifier } from './notifier'
import { createOwnerDoor } from './owner-door'
import { createHandlers, platformOf } from './requests'
import { resumeStream, streamOf } from './resume'
import { createRunningBatches } from './running-batches'
import { createSafeBox } from './safe-box'
import { confineContents, denyEverything, pageOrigin, serveScreens } from './screens'
import { openTray } from './tray'
import { launchUtilityWorker } from './utility-worker'
import { backgroundOf, openWindow } from './window'
import { linkWindow } from './window-link'
import { createDesktopState } from './window-state'

/** An owner on this machine answers within this, or it hangs. */
const OWNER_MS = 5000
const EXIT_CODES: Readonly<Record<string, number>> = { INVALID_CONFIGURATION: 2 }

/** The desktop application: the same engine and API as `serve`, with a window that is there before the engine is. */
export async function startDesktop(): Promise<void> {
  const context = createContext(readFlags(process.argv))
  const { stateDir } = context.loaded.config.engine
  // One window a state folder: Electron's own lock and the page's storage follow it.
  const folder = join(stateDir, 'window')
  app.setPath('userData', folder)
  if (!app.requestSingleInstanceLock()) {
    process.stdout.write('millrace: it is open already; its window is shown\n')
    app.exit(0)
    return
  }
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
  await app.whenReady()
  const state = createDesktopState(join(folder, 'desktop.json'), (error) =>
    context.log.warn({ err: error }, 'what the window remembers could not be written'),
  )
  let crash: DesktopInfo['crash'] = null
  const report = watchCrashes({
    folder: join(stateDir, CRASH_FOLDER),
    version: context.version,
    onReport(what, path) {
      crash = { what, report: path }
      tellPage()
    },
  })
  const mark = markRun(join(folder, 'running'))
  nativeTheme.themeSource = state.get().theme
  serveScreens(createRendererFiles(join(__dirname, '../renderer')))
  confineContents()
  denyEverything(session.defaultSession, app.isPackaged)

  const info = (): DesktopInfo => ({
    platform: platformOf(),
    version: context.version,
    address: keeper.address,
    engine: keeper.view,
    crash,
  })
  const window = openWindow(state.get(), app.isPackaged)
  const link = linkWindow(window)
  const tellPage = (): void => link.tell(info())
  const goTo = (route: string): void => {
    link.show()
    link.send({ kind: 'go', route })
  }
  const tray = openTray(() => link.show(), context.log)
  const running = createRunningBatches()
  const notify = createNotifier({
    isFocused: () => !window.isDestroyed() && window.isFocused(),
    openResult: (batchId) => goTo(`#/results/${batchId}`),
  })
  const keeper = keepEngine({
    findOwner: () => findOwner(context),
    open: () => openEngine(context, (reason) => report('worker', { reason })),
    onChange: tellPage,
    onOpen(headless) {
      void headless.ended.then((how) => {
        if (how === 'closed') end(0)
        // It did not end cleanly, and the next start says so.
        else app.exit(1)
      })
      void resumeStream(headless.engine, state.get().stream, context.loaded)
    },
  })
  if (mark.uncleanPid !== null) report('main', { reason: desktop.crash.unclean(mark.uncleanPid) })
  let quitting = false

  function rememberWindow(): void {
    if (window.isDestroyed()) return
    state.set({
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
      zoom: window.webContents.getZoomLevel(),
    })
  }

  function end(code: number): void {
    // However it ends: by its cross, the menu, the tray, a signal or POST /stop.
    rememberWindow()
    mark.clear()
    tray.destroy()
    app.exit(code)
  }

  function quit(): void {
    if (quitting) return
    quitting = true
    void keeper.close().then(() => end(0))
  }

  function follow(deepLink: DeepLink | null): void {
    if (deepLink === null) return
    if (deepLink.kind === 'batch') return goTo(`#/results/${deepLink.batchId}`)
    link.show()
    link.send({ kind: 'notice', text: desktop.deepLink.bad(deepLink.link) })
  }

  openIpcDoor(
    pageOrigin(app.isPackaged),
    createHandlers({
      keeper,
      info,
      onListen: () => link.opened(),
      onTheme: (theme) => state.set({ theme }),
    }),
  )
  setMenu({ send: (command) => link.send(command), openLink: (name) => void shell.openExternal(LINKS[name]) })
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(backgroundOf())
  })
  keeper.subscribe(
    (event) => {
      tray.showBatches(running.heard(event))
      if (event.type === 'batch') notify(event.batch)
      if (event.type !== 'status') return
      tray.show(event.status)
      // What was running when the window is closed is what the drain has not ended.
      if (!quitting && keeper.view.kind === 'open') state.set({ stream: streamOf(event.status) })
    },
    {
      notices: false,
      onLost() {
        running.lost()
        tray.show(null)
      },
    },
  )
  window.on('close', (event) => {
    // The window stays to say what it waits for; on macOS an application lives on without one.
    event.preventDefault()
    rememberWindow()
    if (process.platform === 'darwin' && !quitting) window.hide()
    else app.quit()
  })
  app.on('before-quit', (event) => {
    event.preventDefault()
    quit()
  })
  app.on('activate', () => link.show())
  app.on('second-instance', (_event, args) => {
    link.show()
    follow(findDeepLink(args))
  })
  app.on('open-url', (event, address) => {
    event.preventDefault()
    follow(parseDeepLink(address))
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, quit)
  follow(findDeepLink(process.argv))
  await keeper.settled
  process.stdout.write(`millrace ready ${keeper.address ?? 'without a port'}\n`)
}

/** Loaded and opened while the window paints. */
async function openEngine(context: Context, onWorkerDied: (reason: string) => void): Promise<Headless> {
  const { openHeadless } = await import('../headless')
  return openHeadless({ ...context, launchWorker: launchUtilityWorker, secretBox: createSafeBox(), onWorkerDied })
}

async function findOwner(context: Context): Promise<FolderOwner | null> {
  const owner = await readOwner(context.loaded.config.engine.stateDir)
  if (owner === null) return null
  const { pid, address } = owner
  const instance = await findInstance(context, OWNER_MS)
  return { pid, address, door: instance === null ? null : createOwnerDoor(instance, pid) }
}

/** The exit code that the command line gives the same failure. */
export function exitCodeOf(error: unknown): number {
  const words = error instanceof MillraceError ? error.message : redact(messageOf(error))
  process.stderr.write(`millrace: ${words}\n`)
  return error instanceof MillraceError ? (EXIT_CODES[error.code] ?? 1) : 1
}
