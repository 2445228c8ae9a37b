// npm test [-- ARGUMENTS OF VITEST]: the gate. Lint beside types and format, then every test.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { VITEST } from './lib/vitest.mjs'

const isWindows = process.platform === 'win32'

const checks = await Promise.all([npmRun('lint'), npmRun('typecheck', 'format:check')])
process.exitCode =
  checks.find((code) => code !== 0) ?? (await run(process.execPath, [VITEST, 'run', ...process.argv.slice(2)]))

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
