// npm test [-- ARGUMENTS OF VITEST]: the gate. Lint and types side by side, then every test.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { VITEST } from './lib/vitest.mjs'

const isWindows = process.platform === 'win32'

const checks = await Promise.all(['lint', 'typecheck'].map(npmRun))
process.exitCode =
  checks.find((code) => code !== 0) ?? (await run(process.execPath, [VITEST, 'run', ...process.argv.slice(2)]))

/** On Windows npm is a script of the shell. */
function npmRun(name) {
  return run(isWindows ? 'npm.cmd' : 'npm', ['run', '--silent', name], { shell: isWindows })
}

async function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options })
  const [code] = await once(child, 'close')
  return code ?? 1
}
