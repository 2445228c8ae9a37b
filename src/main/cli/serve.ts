import { join } from 'node:path'
import { messageOf } from '../../shared/errors'
import { CRASH_FOLDER, writeCrashReport, type Crash } from '../crash-report'
import type { Headless, Served } from '../headless'
import type { Context } from './context'
import { note, print } from './terminal'

/** Engine, API and screens without a window, until SIGTERM, SIGINT or `POST /stop`; the exit code. */
export async function serve(
  context: Context,
  onReady: (headless: Served) => void = (headless) => noteLink(headless, context),
): Promise<number> {
  const { startHeadless } = await import('../headless')
  const { version, loaded } = context
  const report = (crash: Omit<Crash, 'version'>) =>
    writeCrashReport(join(loaded.config.engine.stateDir, CRASH_FOLDER), { version, ...crash })
  // It ends as it would have, and leaves a report.
  process.on('uncaughtExceptionMonitor', (error) => report({ process: 'main', reason: messageOf(error), error }))
  const headless = await startHeadless({
    ...context,
    onWorkerDied: (reason) => report({ process: 'worker', reason }),
  })
  stopOnSignals(headless)
  if (headless.tokenAsked !== null)
    note(`Each request needs the header "Authorization: Bearer TOKEN"; the token is in ${headless.tokenAsked}`)
  print(`millrace ready ${headless.address}`)
  onReady(headless)
  await headless.closed
  return 0
}

/**
 * Not on stdout, which has one line (decision 35). Where nobody looks it is a line of the log, unless a link is worth
 * more there than what anybody on this machine may ask anyway.
 */
function noteLink({ link, address, tokenAsked }: Served, { loaded }: Context): void {
  const words = 'a browser opens the screens by this link, once'
  const { level } = loaded.config.log
  if (process.stderr.isTTY) note(`In a browser, once: ${link(address)}`)
  else if (tokenAsked === null && (level === 'info' || level === 'debug'))
    note(JSON.stringify({ level: 'info', time: new Date().toISOString(), link: link(address), msg: words }))
}

function stopOnSignals(headless: Headless): void {
  let asked = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // Whoever asks twice does not want to wait.
      if (asked) process.exit(1)
      asked = true
      void headless.stop()
    })
  }
}
