import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Tests of the command line run what `npm ci` built; a stale build would test old code. */
export default function setup(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../scripts/build.mjs')], { stdio: 'inherit' })
}
