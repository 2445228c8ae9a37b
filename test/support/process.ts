import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { makeLink } from '../../src/main/browser-link'

export const CLI = join(import.meta.dirname, '../../out/main/cli.cjs')

/** The built `millrace` as a process of its own. */
export interface Served {
  readonly child: ChildProcess
  readonly address: string
  /** Of its state folder. */
  readonly token: string
  /** A new address that opens the page in a browser, at a route of it. */
  readonly link: (route?: string) => string
  get(path: string): Promise<unknown>
  post(path: string, body?: unknown): Promise<unknown>
  kill(): Promise<void>
  /** SIGTERM; the exit code. */
  stop(): Promise<number | null>
}

/** @param program another build of the command line than the project's own */
export async function serve(
  folder: string,
  settings: Readonly<Record<string, string | number>> = {},
  environment: NodeJS.ProcessEnv = {},
  program = CLI,
  stderr: 'inherit' | 'ignore' = 'inherit',
): Promise<Served> {
  const child = spawnServe(folder, settings, environment, program, stderr)
  const address = await readyAddress(child)
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(address + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  const stateDir = settings['pipeline.engine.state-dir']?.toString() ?? join(folder, 'delta/.millrace')
  const token = readFileSync(join(stateDir, 'token'), 'utf8').trim()
  return {
    child,
    address,
    token,
    link: (route = '') => `${makeLink({ address, host: null, token, run: runOf(stateDir) })}#/${route}`,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
      return child.exitCode
    },
  }
}

/** Which run of Millrace owns a state folder. */
function runOf(stateDir: string): string {
  const { startedAt } = JSON.parse(readFileSync(join(stateDir, 'owner.json'), 'utf8')) as { startedAt: string }
  return startedAt
}

/** `serve` from its first moment on, for whoever kills it before it is ready. */
export function spawnServe(
  folder: string,
  settings: Readonly<Record<string, string | number>>,
  environment: NodeJS.ProcessEnv,
  program: string,
  stderr: 'inherit' | 'ignore',
): ChildProcess {
  const all = {
    'pipeline.http.port': 0,
    'pipeline.delta.base-path': join(folder, 'delta'),
    'pipeline.log.level': 'error',
    ...settings,
  }
  const flags = Object.entries(all).flatMap(([key, value]) => ['--set', `${key}=${value}`])
  return spawn(process.execPath, [program, 'serve', ...flags], {
    stdio: ['ignore', 'pipe', stderr],
    // Nobody answers there: a broker that happens to run on this machine is not the test's.
    env: { ...process.env, KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1', ...environment },
  })
}

/** Runs a command to its end. */
export async function millrace(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** Of its API, once a process says on stdout that it is ready. */
export async function readyAddress(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no stdout')
  for await (const line of createInterface({ input: child.stdout })) {
    const match = /^millrace ready (http:\S+)$/.exec(line)
    if (match?.[1] !== undefined) {
      child.stdout.resume()
      return match[1]
    }
  }
  throw new Error('it ended before it was ready')
}
