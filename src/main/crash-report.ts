import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { redact } from './log/redact'

/** What is known of a process that ended by itself. */
export interface Crash {
  /** `main`, `window`, `worker`, ... */
  readonly process: string
  readonly reason: string
  readonly exitCode?: number
  readonly error?: unknown
  readonly version: string
}

/** In the state folder. */
export const CRASH_FOLDER = 'crashes'

const KEPT = 20
const NAME = /^crash-.*\.json$/

/** Whether a file of that folder is a report. */
export function isCrashReport(name: string): boolean {
  return NAME.test(name)
}

/**
 * Writes a report into `folder`, without secrets and without the user's name (reliability rule 13), for its
 * owner only. The newest twenty are kept.
 * @returns its path; null where it could not be written: a crash must not make another
 */
export function writeCrashReport(folder: string, { error, ...crash }: Crash, now = Date.now()): string | null {
  const at = new Date(now).toISOString()
  const report = {
    at,
    ...crash,
    ...(error === undefined ? {} : { error: describe(error) }),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    ...('electron' in process.versions ? { electron: process.versions['electron'] } : {}),
  }
  const path = join(folder, `crash-${at.replaceAll(':', '')}-${crash.process}-${process.pid}.json`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(path, `${redact(JSON.stringify(report, null, 2))}\n`, { mode: 0o600 })
    for (const old of listReports(folder).slice(KEPT)) rmSync(join(folder, old), { force: true })
    return path
  } catch {
    return null
  }
}

/** Names, newest first. */
function listReports(folder: string): string[] {
  try {
    return readdirSync(folder).filter(isCrashReport).sort().reverse()
  } catch {
    return []
  }
}

/** Tells of a run that ended without a word (killed, power cut): its mark is still there. */
export interface RunMark {
  /** Of the process that left its mark; null after a clean end. */
  readonly uncleanPid: number | null
  clear(): void
}

/** Leaves a mark while a process runs: one that is still there tells of an end that nobody closed. */
export function markRun(path: string): RunMark {
  const left = readMark(path)
  writeFileSync(path, `${process.pid}\n`, { mode: 0o600 })
  return { uncleanPid: left, clear: () => rmSync(path, { force: true }) }
}

function readMark(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}

function describe(error: unknown): object {
  return error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) }
}
