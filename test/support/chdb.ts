import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'vitest'

/** ClickHouse in a process, with delta-kernel inside. 540 MB unpacked, so not a dependency of ours. */
const VERSION = '3.4.0'
const FOLDER = join(homedir(), '.cache/millrace', `chdb-${VERSION}`)
const SCRIPT = `
const { createRequire } = require('node:module')
const { query } = createRequire(process.argv[1] + '/')('chdb')
process.stdout.write(query(process.argv[2], 'JSONCompactEachRow'))
`

/** Runs SQL in a chDB that is fetched from npm once; the test is SKIPPED where it cannot be had. */
export async function openChdb(context: TestContext): Promise<(sql: string) => unknown[][]> {
  const why = await fetchChdb()
  if (why !== null) context.skip(`needs npm chdb ${VERSION}: ${why}`)
  return (sql) => {
    // Relative paths of its own would end up in the project.
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', SCRIPT, FOLDER, sql], {
      cwd: '/',
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(stderr)
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown[])
  }
}

/** Why it cannot be had, or null. The folder appears whole or not at all. */
async function fetchChdb(): Promise<string | null> {
  if (existsSync(FOLDER)) return null
  if (process.platform === 'win32') return 'it has no Windows build'
  await mkdir(join(FOLDER, '..'), { recursive: true })
  const temporary = await mkdtemp(`${FOLDER}-`)
  try {
    await writeFile(join(temporary, 'package.json'), JSON.stringify({ private: true }))
    const { error, status, stderr } = spawnSync(
      'npm',
      ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', temporary, `chdb@${VERSION}`],
      { cwd: temporary, encoding: 'utf8' },
    )
    if (error !== undefined || status !== 0) return error?.message ?? stderr.trim().split('\n')[0] ?? 'npm failed'
    await rename(temporary, FOLDER).catch((cause: unknown) => {
      // Another process was faster; what it fetched is the same.
      if (!existsSync(FOLDER)) throw cause
    })
    return null
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}
