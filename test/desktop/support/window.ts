import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import type { AnyInput, CallName, OperationInput } from '../../../src/shared/operations'
import type { OperationAnswer, OperationCall } from '../../../src/shared/window'
import { findElectron } from '../../support/electron'
import { PATIENCE_MS } from '../../support/until'

export const ROOT = join(import.meta.dirname, '../../..')

/** Why no window can be opened here, or null. */
export const NO_WINDOW: string | null = whyNoWindow()

function whyNoWindow(): string | null {
  if (findElectron() === null) return 'needs an Electron runtime (ELECTRON_OVERRIDE_DIST_PATH)'
  if (process.platform !== 'linux' || process.env['DISPLAY'] !== undefined) return null
  return spawnSync('Xvfb', ['-help']).error === undefined ? null : 'needs a display, or Xvfb'
}

/** Asks by the page's own bridge, as its client does. */
export function ask<N extends CallName>(page: Page, name: N, input: OperationInput<N>): Promise<OperationAnswer> {
  const { params, query, body }: AnyInput = input
  const call = {
    id: 999_999,
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { query }),
    body: body === undefined ? null : JSON.stringify(body),
  }
  return page.evaluate(
    async ([operation, asked]) =>
      (await window.millrace?.ask[operation](asked as OperationCall)) ?? { status: 0, body: '', error: null },
    [name, call] as const,
  )
}

/** A display of the test's own; the user's where there is no Xvfb. */
export interface Display {
  readonly environment: Readonly<Record<string, string>>
  close(): Promise<void>
}

export async function openDisplay(): Promise<Display> {
  if (process.platform !== 'linux' || spawnSync('Xvfb', ['-help']).error !== undefined)
    return { environment: {}, close: () => Promise.resolve() }
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const told = child.stdio[3]
  if (told === null || told === undefined || !('readable' in told)) throw new Error('no pipe')
  const [number] = (await once(createInterface({ input: told as NodeJS.ReadableStream }), 'line')) as [string]
  return {
    environment: { DISPLAY: `:${number}` },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

export interface StartOptions {
  readonly display: Display
  /** With the data of this start. */
  readonly folder: string
  readonly arguments?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Another build of the main process than the project's own. */
  readonly main?: string
}

export interface Started {
  readonly app: ElectronApplication
  readonly page: Page
  /** What the page complained about. */
  readonly complaints: readonly string[]
  /** By the menu's Quit; the exit code. */
  quit(): Promise<number | null>
  kill(): Promise<void>
}

export function environmentOf({ display, folder, environment = {} }: StartOptions): Record<string, string> {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || name.startsWith('ELECTRON_') ? [] : [[name, value]],
  )
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    MILLRACE_PIPELINE_HTTP_PORT: '0',
    MILLRACE_PIPELINE_DELTA_BASE_PATH: join(folder, 'delta'),
    MILLRACE_PIPELINE_LOG_LEVEL: 'error',
    ...display.environment,
    ...environment,
  }
}

/** The built application in a real Electron, driven by Playwright. */
export async function startWindow(options: StartOptions): Promise<Started> {
  const app = await _electron.launch({
    executablePath: binary(),
    // Tests run as root in containers; the product never does without its sandbox.
    args: ['--no-sandbox', options.main ?? ROOT, ...(options.arguments ?? [])],
    env: environmentOf(options),
    timeout: PATIENCE_MS,
    // The theme is ours to follow.
    colorScheme: null,
  })
  const child = app.process()
  const page = await app.firstWindow({ timeout: PATIENCE_MS })
  page.setDefaultTimeout(PATIENCE_MS)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return {
    app,
    page,
    complaints,
    async quit() {
      const gone = exited(child)
      await app.evaluate(({ app: electron }) => electron.quit()).catch(() => undefined)
      return gone
    },
    async kill() {
      const gone = exited(child)
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** The same without Playwright, to its end. */
export function spawnWindow(options: StartOptions): ChildProcess {
  return spawn(binary(), ['--no-sandbox', options.main ?? ROOT, ...(options.arguments ?? [])], {
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

export async function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

export async function newFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'millrace-window-'))
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }) }
}

function binary(): string {
  const electron = findElectron()
  if (electron === null) throw new Error('no Electron')
  return electron.binary
}
