import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { packageRoot, type Context } from './context'
import { findElectron, findOpener, whyNoWindow } from './runtime'
import { serve } from './serve'
import { note, print } from './terminal'

/** These say something about the user's request, not about the window: the browser would meet them too. */
const FINAL_CODES: ReadonlySet<number | null> = new Set([0, 2, 3])

/**
 * The desktop window; where Electron or a display is missing, the same screens in the browser, saying why.
 * @param options the flags as they were given, for the window's process
 */
export async function open(
  context: Context,
  options: { readonly config?: string; readonly set: readonly string[] },
): Promise<number> {
  const electron = findElectron()
  const reason = whyNoWindow(electron)
  if (electron === null || reason !== null) return openBrowser(context, reason ?? '')
  const code = await runWindow(electron, options)
  if (code !== 'failed') return code
  return openBrowser(context, 'Electron could not open a window here')
}

/** The exit code of the window's process, or `failed` where it ended before it was ready. */
async function runWindow(
  electron: string,
  { config, set }: { readonly config?: string; readonly set: readonly string[] },
): Promise<number | 'failed'> {
  const flags = [...(config === undefined ? [] : ['--config', config]), ...set.flatMap((pair) => ['--set', pair])]
  const child = spawn(electron, [packageRoot(), ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  const state = { ready: false }
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('millrace ready ')) state.ready = true
    print(line)
  })
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null))
    child.on('close', resolve)
  })
  return state.ready || FINAL_CODES.has(code) ? (code ?? 1) : 'failed'
}

function openBrowser(context: Context, reason: string): Promise<number> {
  note(`No window: ${reason}. The same screens are in the browser; Ctrl-C stops them.`)
  return serve(context, ({ address, token, tokenAsked }) => {
    if (tokenAsked !== null) {
      // The token travels in the fragment, which no server and no log ever sees; but all on this machine see the
      // arguments of a program, so that none is started with it.
      print(`Open ${address}/#token=${token}`)
      return
    }
    print(`Open ${address}/`)
    const opener = findOpener()
    if (opener === null) return
    const child = spawn(opener.command, [...opener.args, `${address}/`], { stdio: 'ignore', detached: true })
    child.on('error', () => note('The browser could not be opened; use the address above.'))
    child.unref()
  })
}
