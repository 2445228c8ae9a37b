// Drives the built command line as a user would: a process, HTTP, files. No internals.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { linkTo } from '../../scripts/lib/browser-link.mjs'

export const ROOT = resolve(import.meta.dirname, '../..')
const CLI = join(ROOT, 'out/main/cli.cjs')
const TICKS_PER_SECOND = 100
/** A folder for CPU profiles of `serve`, to open in a browser's developer tools. */
const PROFILE = process.env.MILLRACE_BENCH_PROFILE

/** A folder under the system's temporary one; removed by `remove()`. */
export async function workFolder(name) {
  const path = await mkdtemp(join(tmpdir(), `millrace-bench-${name}-`))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** Starts `serve` on a free port; resolves when it has printed that it is ready. */
export async function serve(folder, settings = {}) {
  await mkdir(folder, { recursive: true })
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [
      ...(PROFILE === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${PROFILE}`]),
      CLI,
      'serve',
      ...flags({ 'pipeline.http.port': 0, 'pipeline.delta.base-path': join(folder, 'delta'), ...settings }),
    ],
    { stdio: ['ignore', 'pipe', process.env.MILLRACE_BENCH_LOG ? 'inherit' : 'ignore'], cwd: folder },
  )
  const address = await readyLine(child)
  return {
    child,
    address,
    link: (route = '') => `${linkTo(flags({ 'pipeline.delta.base-path': join(folder, 'delta') }))}#/${route}`,
    readyMs: performance.now() - started,
    get: (path) => request(address, 'GET', path),
    post: (path, body) => request(address, 'POST', path, body),
    /** CPU seconds, those of its main thread among them, and peak memory of the process and its children so far (Linux). */
    usage: () => usage(child.pid),
    /** Peak memory of the largest child so far: the batch worker (Linux). */
    workerPeakMiB: async () => Math.round(Math.max(...(await Promise.all((await childrenOf(child.pid)).map(peakOf))))),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** Runs a command line to its end; rejects on another exit code than 0. */
export async function run(args, options = {}) {
  const started = performance.now()
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`millrace ${args.join(' ')} exited ${code}\n${stderr.slice(-2000)}`)
  return { stdout, stderr, elapsedMs: performance.now() - started }
}

/** A development broker of our own `kafka` command on free ports. */
export async function startBroker(folder) {
  const child = spawn(process.execPath, [CLI, 'kafka', '--port', '0', '--data', join(folder, 'kafka')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const match = /(\d+\.\d+\.\d+\.\d+:\d+)/.exec(line)
    if (match) {
      child.stdout.resume()
      return {
        bootstrapServers: match[1],
        async stop() {
          child.kill('SIGINT')
          await once(child, 'exit')
        },
      }
    }
  }
  throw new Error('the broker did not start')
}

export function flags(settings) {
  return Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`])
}

/** Calls until `ready` likes the answer; `everyMs` apart. */
export async function until(call, ready, everyMs = 20, limitMs = 600_000) {
  const end = performance.now() + limitMs
  for (;;) {
    const answer = await call()
    if (ready(answer)) return answer
    if (performance.now() > end)
      throw new Error(`not ready after ${limitMs} ms: ${JSON.stringify(answer).slice(0, 500)}`)
    await new Promise((done) => setTimeout(done, everyMs))
  }
}

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}

async function readyLine(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const match = /^millrace ready (http:\S+)$/.exec(line)
    if (match) {
      child.stdout.resume()
      return match[1]
    }
  }
  throw new Error('serve ended before it was ready')
}

async function request(address, method, path, body) {
  const response = await fetch(address + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
  return text === '' ? null : JSON.parse(text)
}

async function usage(pid) {
  const pids = [pid, ...(await childrenOf(pid))]
  let cpuSeconds = 0
  let peakMiB = 0
  const mainSeconds = cpuOf(await readFile(`/proc/${pid}/task/${pid}/stat`, 'utf8'))
  for (const one of pids) {
    const [stat, peak] = await Promise.all([readFile(`/proc/${one}/stat`, 'utf8'), peakOf(one)])
    cpuSeconds += cpuOf(stat)
    peakMiB += peak
  }
  return { cpuSeconds, mainSeconds, peakMiB: Math.round(peakMiB) }
}

async function peakOf(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}

function cpuOf(stat) {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

async function childrenOf(pid) {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return text.trim().split(' ').filter(Boolean).map(Number)
}
