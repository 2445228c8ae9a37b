// npm test [-- ARGUMENTS OF VITEST]: the gate. Lint and types side by side, then every test.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const checks = await Promise.all(['lint', 'typecheck'].map((name) => run(npm, ['run', '--silent', name])))
process.exitCode =
  checks.find((code) => code !== 0) ?? (await run('npx', ['--no-install', 'vitest', 'run', ...process.argv.slice(2)]))

async function run(command, args) {
  const child = spawn(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  const [code] = await once(child, 'close')
  return code ?? 1
}
