import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, open, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isErrno } from '../../src/main/durable'

/** A file system in memory that can be filled to any level. */
export interface SmallDisk {
  readonly folder: string
  /** Fills it until so many bytes are free; what filled it before is taken away first. */
  leaveFree(bytes: number): Promise<void>
  remove(): Promise<void>
}

const SIZE = 64 * 2 ** 20
const BALLAST = '.ballast'

/** Why small disks cannot be made here, or null. */
export function missingForSmallDisks(): string | null {
  return process.platform === 'linux' && process.getuid?.() === 0 ? null : 'needs root on Linux, to mount a tmpfs'
}

export async function openSmallDisk(): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-small-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder])
  return {
    folder,
    async leaveFree(bytes) {
      await rm(join(folder, BALLAST), { force: true })
      const { bavail, bsize } = await statfs(folder)
      await fill(join(folder, BALLAST), bavail * bsize - bytes)
    },
    async remove() {
      spawnSync('umount', ['-l', folder])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Others may write meanwhile: then less fits, which is as good a level. */
async function fill(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w')
  try {
    for (let left = bytes; left > 0; left -= PIECE) await file.write(Buffer.alloc(Math.min(PIECE, left), 1))
  } catch (error) {
    if (!isErrno(error, 'ENOSPC')) throw error
  } finally {
    await file.close()
  }
}

const PIECE = 64 * 1024
