import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MEMORY = '/dev/shm'

/**
 * A folder for tests that kill processes or count system calls: what a disk adds to those is only time, so it
 * lies in memory where there is such a place.
 */
export function quickFolder(prefix: string): Promise<string> {
  return mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), prefix))
}
