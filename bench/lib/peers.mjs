// What one would use instead, in a Python environment of its own that is made where it is not there yet.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from './millrace.mjs'

const FOLDER = join(ROOT, 'bench/peers')
const REQUIREMENTS = join(FOLDER, 'requirements.txt')

/** The Python of the peers, or why there is none. */
export async function openPeers() {
  const versions = readFileSync(REQUIREMENTS, 'utf8')
  const name = createHash('sha256').update(versions).digest('hex').slice(0, 12)
  const folder = join(ROOT, 'node_modules/.cache/millrace-bench', `peers-${name}`)
  const python = join(folder, 'bin/python')
  if (existsSync(join(folder, 'ready'))) return { python }
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const [command, ...args] of [
    [process.env.MILLRACE_PYTHON ?? 'python3', '-m', 'venv', folder],
    [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS],
  ]) {
    const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    if (error !== undefined || status !== 0)
      return { missing: `${command} ${args.join(' ')}: ${error?.message ?? stderr.trim().split('\n').at(-1)}` }
  }
  await writeFile(join(folder, 'ready.part'), versions)
  await rename(join(folder, 'ready.part'), join(folder, 'ready'))
  return { python }
}

/** Reads a topic to its end into a Delta table: rows, seconds, CPU seconds and peak MiB. */
export async function ingestByPeer(python, { bootstrapServers, topic, table, rows, batch }) {
  const child = spawn(
    python,
    [
      join(FOLDER, 'ingest.py'),
      ...Object.entries({ servers: bootstrapServers, topic, table, rows, batch }).flatMap(([name, value]) => [
        `--${name}`,
        String(value),
      ]),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`bench/peers/ingest.py exited ${code}`)
  return JSON.parse(said)
}
