import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { until } from './until'

/** The batch workers of a process, by default this one; those of compactions, of the lowest priority, are others. */
export function workersOf(parent = process.pid): number[] {
  const { stdout, stderr, status, error } = spawnSync('pgrep', ['-a', '-P', String(parent), '-f', 'batch-worker.cjs'], {
    encoding: 'utf8',
  })
  // 1 says that there is none.
  if (error !== undefined || status === null || status > 1) throw error ?? new Error(`pgrep: ${stderr}`)
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.includes('"lowPriority":true'))
  return lines.map((line) => Number.parseInt(line, 10))
}

/** While its workers stand still no batch ends, however fast the machine is. */
export function whileWorkersAreHeld<T>(work: () => Promise<T>, parent = process.pid): Promise<T> {
  return whileHeld(() => workersOf(parent), work)
}

/** @param find the processes, of which there is one at least sooner or later */
export async function whileHeld<T>(
  find: () => readonly number[] | Promise<readonly number[]>,
  work: () => Promise<T>,
): Promise<T> {
  const workers = await until(find, (pids) => pids.length > 0)
  for (const pid of workers) process.kill(pid, 'SIGSTOP')
  try {
    return await work()
  } finally {
    for (const pid of workers) if (isAlive(pid)) process.kill(pid, 'SIGCONT')
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Once a batch's snapshot is a table under `batches`, the worker has been asked for the rest of it. */
export async function untilAsked(batches: string, ids: readonly string[]): Promise<void> {
  for (const id of ids)
    await until(
      () => existsSync(join(batches, id, 'raw/_delta_log/00000000000000000000.json')),
      (isThere) => isThere,
    )
}
