import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { makeLink } from '../browser-link'
import { readSessionToken } from '../session-token'
import { readOwner } from '../state-folder'
import { packageRoot, type Context } from '../instance/context'
import { findInstance } from '../instance/remote'
import { findElectron, findOpener, whyNoWindow } from './runtime'
import { serve } from './serve'
import { note, print } from './terminal'

/** These say something about the user's request, not about the window: the browser would meet them too. */
const FINAL_CODES: ReadonlySet<number | null> = new Set([0, 2, 3])

export interface OpenFlags {
  readonly config?: string
  readonly set: readonly string[]
  /** The screens in the browser, also where a window could open, and also those of a Millrace that runs. */
  readonly browser?: boolean
}

/**
 * The desktop window; where Electron or a display is missing, the same screens in the browser, saying why.
 * @param options the flags as they were given, for the window's process
 */
export async function open(context: Context, options: OpenFlags): Promise<number> {
  if (options.browser === true) {
    const running = await linkToRunning(context)
    if (running === null) return serveBrowser(context)
    showLink(running.link, running.tokenAsked)
    return 0
  }
  const electron = findElectron()
  const reason = whyNoWindow(electron)
  const fallBack = (why: string) => {
    note(`No window: ${why}.`)
    return serveBrowser(context, 'The same screens are in the browser; Ctrl-C stops them.')
  }
  if (electron === null || reason !== null) return fallBack(reason ?? '')
  const code = await runWindow(electron, options)
  return code === 'failed' ? fallBack('Electron could not open a window here') : code
}

/** The exit code of the window's process, or `failed` where it ended before it was ready. */
async function runWindow(electron: string, { config, set }: OpenFlags): Promise<number | 'failed'> {
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

/** @param words said once it runs: before, the port may be taken */
function serveBrowser(context: Context, words?: string): Promise<number> {
  return serve(context, ({ link, address, tokenAsked }) => {
    if (words !== undefined) note(words)
    showLink(link(address), tokenAsked !== null)
  })
}

/** A new link to the instance that owns the state folder; null where none runs. */
async function linkToRunning(context: Context) {
  const { stateDir } = context.loaded.config.engine
  const instance = await findInstance(context)
  const owner = await readOwner(stateDir)
  const token = await readSessionToken(stateDir)
  if (instance === null || owner === null || token === null) return null
  const { address, host, tokenAsked } = instance
  return { link: makeLink({ address, host, token, run: owner.startedAt }), tokenAsked }
}

/** Printed, and opened where something can. */
function showLink(link: string, tokenAsked: boolean): void {
  print(`Open ${link}`)
  // All on this machine see the arguments of a program: where they may not ask without the token, none is started.
  const opener = tokenAsked ? null : findOpener()
  if (opener === null) return
  const child = spawn(opener.command, [...opener.args, link], { stdio: 'ignore', detached: true })
  child.on('error', () => note('The browser could not be opened; use the address above.'))
  child.unref()
}
