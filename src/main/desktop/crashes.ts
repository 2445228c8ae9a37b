import { app, type WebContents } from 'electron'
import { messageOf } from '../../shared/errors'
import { desktop, type CrashedPart } from '../../shared/desktop-words'
import { writeCrashReport, type Crash } from '../crash-report'

export interface CrashesOptions {
  readonly folder: string
  readonly version: string
  readonly onReport: (what: string, report: string) => void
}

/** Ends that are no crash. */
const CLEAN: ReadonlySet<string> = new Set(['clean-exit'])
/** A page that ends again within this is not shown again. */
const RELOAD_AGAIN_MS = 10_000
/** A process that ends so soon after its start would end again. */
const RESTART_AGAIN_MS = 15_000
const words = desktop.crash

/** Each process that ends by itself leaves a report, and comes back. */
export function watchCrashes({ folder, version, onReport }: CrashesOptions) {
  const startedAt = performance.now()
  const reloaded = new WeakMap<WebContents, number>()

  function report(part: CrashedPart, crash: Omit<Crash, 'process' | 'version'>): string | null {
    const path = writeCrashReport(folder, { process: part, version, ...crash })
    if (path !== null) onReport(words.ended(part, crash.reason), path)
    return path
  }

  app.on('render-process-gone', (_event, contents, { reason, exitCode }) => {
    if (CLEAN.has(reason) || contents.isDestroyed()) return
    report('window', { reason, exitCode })
    const before = reloaded.get(contents) ?? Number.NEGATIVE_INFINITY
    reloaded.set(contents, performance.now())
    if (performance.now() - before > RELOAD_AGAIN_MS) contents.reload()
  })
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    // Chromium starts its own again; a utility process is our worker or Chromium's network service.
    if (CLEAN.has(reason) || type === 'Utility') return
    report(type === 'GPU' ? 'gpu' : 'helper', { reason: `${type}: ${reason}`, exitCode })
  })
  const die = (error: unknown): void => {
    const path = report('main', { reason: messageOf(error), error })
    const again = performance.now() - startedAt > RESTART_AGAIN_MS
    process.stderr.write(
      `millrace: ${messageOf(error)}. ${path === null ? '' : `A report is in ${path}. `}${again ? '' : words.restartedTooOften}\n`,
    )
    if (again) app.relaunch()
    app.exit(1)
  }
  process.on('uncaughtException', die)
  process.on('unhandledRejection', die)
  return report
}
