import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { z } from 'zod'
import { isLong } from '../support/dose'
import type { Attack, Rig, RigOptions } from './attack'
import { WITHOUT } from './guards'
import { openTarget } from './target'

const CACHE = join(import.meta.dirname, '../../node_modules/.cache/millrace-test')
const VERSION = '4.32.5'
const PYTHON = join(CACHE, `schemathesis-${VERSION}`, process.platform === 'win32' ? 'Scripts' : 'bin')
const PROGRAM = join(PYTHON, 'schemathesis')
/** `/stop` ends the target, `/events` has no end. */
const LEFT_OUT = ['^/stop$', '^/events$']
/** A broker that is not there is told by 503, and that is no defect; its form is looked at as all others are. */
const CONFIGURATION = `
[[operations]]
include-path-regex = "^/(kafka/|stream/start$)"
checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 503]
`
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
]
const Report = z.object({
  test_cases: z.object({ generated: z.int() }),
  failures: z.array(z.object({ title: z.string(), operations: z.array(z.string()) })),
  errors: z.array(z.object({ title: z.string(), count: z.int() })),
})

export const contract: Attack = {
  name: 'contract',
  canaries: [
    {
      guard: 'the answer to what does not parse',
      mutations: WITHOUT.parsed,
      trials: 1,
      says: /Server error/,
    },
  ],
  missing,
  note: () => `schemathesis ${VERSION}; without ${LEFT_OUT.join(' ').replaceAll(/[\^$]/g, '')}`,
  open,
}

/** Installs it where it is not yet. */
function missing(): string | null {
  if (existsSync(PROGRAM)) return null
  const python = process.env['MILLRACE_PYTHON'] ?? 'python3'
  for (const [command, ...args] of [
    [python, '-m', 'venv', join(CACHE, `schemathesis-${VERSION}`)],
    [join(PYTHON, 'python'), '-m', 'pip', 'install', '--quiet', `schemathesis==${VERSION}`],
  ] as const) {
    const { status, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 240_000 })
    if (status !== 0)
      return `schemathesis ${VERSION} could not be installed from PyPI (${error?.message ?? `exit code ${status ?? '-'}`})`
  }
  return existsSync(PROGRAM) ? null : 'schemathesis could not be installed from PyPI'
}

async function open(options: RigOptions): Promise<Rig> {
  const target = await openTarget(options)
  await mkdir(CACHE, { recursive: true })
  const folder = await mkdtemp(join(CACHE, 'contract-'))

  return {
    /** One run of schemathesis, of as many requests as its examples come to. */
    async trial(random) {
      const report = join(folder, 'report.json')
      const configuration = join(folder, 'schemathesis.toml')
      await writeFile(configuration, CONFIGURATION)
      // A short dose is one of random requests alone; the others are the same each time.
      const [phases, examples] =
        options.canary !== null ? ['coverage', 1] : isLong() ? ['examples,coverage,fuzzing', 100] : ['fuzzing', 1]
      const child = spawn(
        PROGRAM,
        [
          ...[
            '--config-file',
            configuration,
            'run',
            `${target.served.address}/openapi.json`,
            '--checks',
            CHECKS.join(','),
            '--no-color',
          ],
          ...['--exclude-path-regex', LEFT_OUT.join('|')],
          ...['--phases', phases, '--max-examples', String(examples), '--seed', String(random.below(2 ** 31))],
          ...['--continue-on-failure', '--no-shrink', '--generation-database', 'none', '--request-timeout', '120'],
          ...['--suppress-health-check', 'all', '--report', 'json', '--report-json-path', report],
        ],
        { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
      )
      let told = ''
      child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()))
      child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()))
      await once(child, 'close')
      const { test_cases, failures, errors } = Report.parse(JSON.parse(await readFile(report, 'utf8')))
      const words = told.slice(told.indexOf('= FAILURES')).slice(0, 4000)
      expect([...failures, ...errors].map((one) => JSON.stringify(one)).join('\n'), words).toBe('')
      return test_cases.generated
    },
    async close() {
      await target.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
