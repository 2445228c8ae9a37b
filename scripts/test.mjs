// npm test [-- ARGUMENTS OF VITEST]: the gate. Types and format, then every test; lint beside them, and its failure ends them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { VITEST } from './lib/vitest.mjs'

const isWindows = process.platform === 'win32'

const lint = npmRun('lint')
let code = await npmRun('typecheck', 'format:check')
if (code === 0) {
  const tests = start(process.execPath, [VITEST, 'run', ...process.argv.slice(2)])
  void lint.then((linted) => linted !== 0 && tests.kill())
  code = await exitOf(tests)
}
process.exitCode = (await lint) || code

/** One after another until one fails. On Windows npm is a script of the shell. */
async function npmRun(...names) {
  for (const name of names) {
    const code = await exitOf(start(isWindows ? 'npm.cmd' : 'npm', ['run', '--silent', name], { shell: isWindows }))
    if (code !== 0) return code
  }
  return 0
}

function start(command, args, options = {}) {
  return spawn(command, args, { stdio: 'inherit', ...options })
}

async function exitOf(child) {
  const [code] = await once(child, 'close')
  return code ?? 1
}
