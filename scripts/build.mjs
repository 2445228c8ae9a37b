// Builds main, preload, renderer and command line into out/, unless out/ is newer than all they are made of.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const stamp = join(root, 'out/.built')
const sources = [
  'src',
  'resources',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'scripts/build.mjs',
]

const newest = Math.max(...sources.map((path) => newestTime(join(root, path))))
if (existsSync(stamp) && statSync(stamp).mtimeMs >= newest && !process.argv.includes('--force')) process.exit(0)

const packageFile = createRequire(import.meta.url).resolve('electron-vite/package.json')
const { status } = spawnSync(
  process.execPath,
  [join(dirname(packageFile), 'bin/electron-vite.js'), 'build', '--logLevel', 'warn'],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  },
)
if (status !== 0) process.exit(status ?? 1)
chmodSync(join(root, 'out/main/cli.cjs'), 0o755)
writeFileSync(stamp, '')

function newestTime(path) {
  if (!existsSync(path)) return 0
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestTime(join(path, name))))
}
