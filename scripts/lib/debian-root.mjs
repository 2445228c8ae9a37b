import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Its output is of no interest unless it is a complaint. */
export function run(command, args, options = {}) {
  return execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options })
}

/** Ends with exit code 2 and a sentence where a Debian root cannot be made. */
export function needDebootstrap() {
  const missing =
    process.getuid?.() !== 0
      ? 'root, to make a Debian root and namespaces of its own'
      : spawnSync('debootstrap', ['--version']).error !== undefined
        ? 'debootstrap (apt-get install debootstrap)'
        : null
  if (missing === null) return
  console.error(`It needs ${missing}.`)
  process.exit(2)
}

/** A minimal Debian with a user 1000, as a copy of `base` where that is given; one that is not there yet is made. */
export function makeDebianRoot(root, base = root) {
  if (!existsSync(join(base, 'usr/bin/env'))) {
    console.log('debootstrap')
    run('debootstrap', ['--variant=minbase', 'bookworm', base])
    run('chroot', [base, 'useradd', '--uid', '1000', '--create-home', 'node'])
  }
  if (base !== root) run('cp', ['-a', base, root])
}

/** Asks every 200 ms, for two minutes at most. */
export async function until(likes) {
  for (let tries = 0; tries < 600; tries++) {
    if (await likes()) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('not seen within two minutes')
}

export function check(what, holds) {
  console.log(`${holds ? 'ok' : 'FAILED'}: ${what}`)
  if (!holds) process.exitCode = 1
}
