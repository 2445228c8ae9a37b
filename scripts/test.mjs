// npm test [-- ARGUMENTS OF VITEST]: the gate. Types and format, then every test, with lint beside them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { VITEST } from './lib/vitest.mjs'

const isWindows = process.platform === 'win32'

const lint = npmRun('lint')
const code =
  (await npmRun('typecheck', 'format:check')) ||
  (await run(process.execPath, [VITEST, 'run', ...process.argv.slice(2)]))
// Tests that are under way are not cut off: what they have started would stay.
process.exitCode = (await lint) || code

/** One after another until one fails. On Windows npm is a script of the shell. */
async function npmRun(...names) {
  for (const name of names) {
    const code = await run(isWindows ? 'npm.cmd' : 'npm', ['run', '--silent', name], { shell: isWindows })
    if (code !== 0) return code
  }
  return 0
}

async function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options })
  const [code] = await once(child, 'close')
  return code ?? 1
}
