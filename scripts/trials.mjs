// npm run faults|attacks [-- --full] [--only NAME[,NAME]] [--seed N] [--trials N] [--minutes M]
// Runs a suite of trials and writes its document, docs/faults.md or docs/security.md. Without --full the short doses
// that `npm test` runs too.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

const root = join(import.meta.dirname, '..')
const {
  values: options,
  positionals: [suite],
} = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string' },
    trials: { type: 'string' },
    minutes: { type: 'string' },
  },
})
if (suite !== 'faults' && suite !== 'attacks') {
  console.error('Run it by npm run faults or npm run attacks.')
  process.exit(2)
}
for (const name of ['seed', 'trials', 'minutes']) {
  if (options[name] !== undefined && !(Number(options[name]) >= 0)) {
    console.error(`--${name} must be a number, not ${options[name]}`)
    process.exit(2)
  }
}
const catalog = JSON.parse(readFileSync(join(root, `test/${suite}/catalog.json`), 'utf8'))
const names = options.only?.split(',') ?? Object.keys(catalog)
const unknown = names.filter((name) => !(name in catalog))
if (unknown.length > 0) {
  console.error(`No such part of ${suite}: ${unknown.join(', ')}. There are: ${Object.keys(catalog).join(', ')}`)
  process.exit(2)
}
const files = [...new Set(names.map((name) => catalog[name].file))].filter((file) => existsSync(join(root, file)))
const environment = {
  ...process.env,
  MILLRACE_DOSE: options.full ? 'full' : 'short',
  ...(options.seed === undefined ? {} : { MILLRACE_TEST_SEED: options.seed }),
  ...(options.trials === undefined ? {} : { MILLRACE_DOSE_TRIALS: options.trials }),
  ...(options.minutes === undefined ? {} : { MILLRACE_DOSE_MINUTES: options.minutes }),
}
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
const reporters = ['default', './test/support/closing-reporter.ts', './test/trials/report.ts']
const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    ...files,
    '--testNamePattern',
    `${suite.slice(0, -1)} (${names.join('|')}) `,
    ...reporters.flatMap((reporter) => ['--reporter', reporter]),
    // One after another: they measure how long things take.
    '--no-file-parallelism',
    ...(options.full ? ['--hookTimeout', '600000'] : []),
  ],
  { cwd: root, env: environment, stdio: 'inherit' },
)
process.exit(status ?? 1)
