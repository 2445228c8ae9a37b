import { join } from 'node:path'
import { messageOf } from '../../shared/errors'
import { CRASH_FOLDER, writeCrashReport, type Crash } from '../crash-report'
import type { Headless, Served } from '../headless'
import type { Context } from '../instance/context'
import { note, print } from './terminal'

/**
 * Engine, API and screens without a window, until SIGTERM, SIGINT or `POST /stop`; the exit code. It is 1 where
 * something is still open: nobody wants to wait for that any more.
 */
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
  const askedTwice = stopOnSignals(headless)
  if (headless.tokenAsked !== null)
    note(`Each request needs the header "Authorization: Bearer TOKEN"; the token is in ${headless.tokenAsked}`)
  print(`millrace ready ${headless.address}`)
  onReady(headless)
  return (await Promise.race([headless.ended, askedTwice])) === 'closed' ? 0 : 1
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

/** Resolves where it is asked for a second time: who does that does not want to wait. */
function stopOnSignals(headless: Headless): Promise<'asked twice'> {
  let asked = false
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) resolve('asked twice')
        else void headless.stop()
        asked = true
      })
    }
  })
}
