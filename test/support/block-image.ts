import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An ext4 file system in a file, whose power can be cut. */
export interface BlockImage {
  /** Where it is mounted. */
  readonly folder: string
  /** Makes ready to cut, so that the cut itself comes within a millisecond. */
  arm(): Promise<PowerSwitch>
  /** As after the power is back: the journal is replayed, the file system checked and mounted. */
  repower(): Promise<void>
  remove(): Promise<void>
}

interface PowerSwitch {
  /** From here on nothing reaches the disk; what was not there yet never will. */
  cut(): Promise<void>
}

const IMAGE_BYTES = 128 * 2 ** 20
/**
 * The kernel's own means to test for power cuts (FS_IOC_SHUTDOWN, no flush of the log), which the
 * file-system tests of Linux use too: all at once, the file system drops what is in memory only and refuses
 * every further write. Unlike a copy of an image that is being written, it is one instant.
 */
const CUT = `import fcntl, os, struct, sys
folder = os.open(sys.argv[1], os.O_RDONLY)
print('armed', flush=True)
sys.stdin.readline()
fcntl.ioctl(folder, 0x8004587D, struct.pack('I', 2))
`

/** Why power cuts cannot be tried here, or null. */
export function missingForImages(): string | null {
  if (process.platform !== 'linux') return 'needs Linux'
  if (process.getuid?.() !== 0) return 'needs root, to mount an image'
  for (const command of ['mkfs.ext4', 'e2fsck', 'mount', 'python3']) {
    if (spawnSync('which', [command]).status !== 0) return `needs ${command}`
  }
  return mountReason
}

/** A container may have root and still no loop devices. */
const mountReason: string | null = ((): string | null => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  return spawnSync('losetup', ['-f'], { stdio: 'ignore' }).status === 0 ? null : 'needs a loop device'
})()

export async function openImage(): Promise<BlockImage> {
  const base = await mkdtemp(join(tmpdir(), 'millrace-image-'))
  const image = join(base, 'disk.img')
  const folder = join(base, 'mounted')
  await mkdir(folder)
  await writeFile(image, '')
  await truncate(image, IMAGE_BYTES)
  run('mkfs.ext4', ['-q', '-F', image])
  mount()

  function mount(): void {
    run('mount', ['-o', 'loop', image, folder])
  }

  return {
    folder,
    async arm() {
      const child = spawn('python3', ['-c', CUT, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
      await new Promise<void>((resolve, reject) => {
        child.stdout.once('data', () => resolve())
        child.once('exit', (code) => reject(new Error(`the power switch broke: ${code ?? 'killed'}`)))
      })
      return {
        async cut() {
          const ended = exitOf(child)
          child.stdin.end('\n')
          if ((await ended) !== 0) throw new Error('the power could not be cut')
        },
      }
    },
    // eslint-disable-next-line @typescript-eslint/require-await
    async repower() {
      run('umount', [folder])
      const { status, stdout } = spawnSync('e2fsck', ['-fy', image], { encoding: 'utf8' })
      // 1: mended, which a replayed journal counts as.
      if (status !== 0 && status !== 1) throw new Error(`the file system did not survive: ${stdout}`)
      mount()
    },
    async remove() {
      spawnSync('umount', ['-l', folder], { stdio: 'ignore' })
      await rm(base, { recursive: true, force: true })
    },
  }
}

function run(command: string, args: readonly string[]): void {
  execFileSync(command, [...args], { stdio: ['ignore', 'ignore', 'pipe'] })
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)))
}
