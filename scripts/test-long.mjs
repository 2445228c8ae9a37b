// npm run test:long [-- --only NAME[,NAME]] [--seed N] [--trials N] [--minutes M]
// Every test at its full dose, where `npm test` gives a short one; --help says what the names are. What comes of
// faults and attacks is written to docs/faults.md and docs/security.md.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { VITEST } from './lib/vitest.mjs'

const root = join(import.meta.dirname, '..')
const SUITES = ['faults', 'attacks']
const PARTS = {
  faults: 'every fault of docs/faults.md',
  attacks: 'every attack of docs/security.md',
  canaries: 'each fault and attack with its guard removed from the product: it must fail',
  stream: 'decoding against the slow decoder, kills, rebalances, the dashboard',
  broker: 'a real Kafka broker: 200,000 messages, the generator, lost connections',
  examples: "the README's queries on a million rows",
  spark: 'batches and tables of a real Spark',
  shipping: 'installers and image, tried in a clean Debian root (as root)',
  e2e: 'the screens in Chromium and Electron',
}
const FILES = {
  stream: ['test/stream/'],
  broker: ['test/integration/kafka.test.ts', 'test/kafka/'],
  examples: ['test/integration/examples.test.ts', 'test/sample/'],
  spark: ['test/spark/', 'test/interop/spark'],
  shipping: ['test/shipping/', 'test/desktop/package'],
  e2e: ['test/e2e/', 'test/desktop/'],
}
/** Minutes for each fault and attack where all parts run: their full doses together take days. */
const MINUTES_OF_ALL = '1'

const trials = Object.fromEntries(
  SUITES.map((suite) => [suite, JSON.parse(readFileSync(join(root, `test/${suite}/catalog.json`), 'utf8'))]),
)
const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h', default: false },
    only: { type: 'string' },
    seed: { type: 'string' },
    trials: { type: 'string' },
    minutes: { type: 'string' },
  },
})
if (options.help) {
  console.log(helpText())
  process.exit(0)
}
for (const name of ['seed', 'trials', 'minutes']) {
  if (options[name] !== undefined && !(Number(options[name]) >= 0))
    fail(`--${name} must be a number, not ${options[name]}`)
}
const names = options.only?.split(',') ?? []
const single = names.filter((name) => !(name in PARTS))
const known = SUITES.flatMap((suite) => Object.keys(trials[suite]))
const unknown = single.filter((name) => !known.includes(name))
if (unknown.length > 0)
  fail(`No such part: ${unknown.join(', ')}. There are: ${[...Object.keys(PARTS), ...known].join(', ')}`)
if (single.length > 0 && single.length < names.length)
  fail('--only takes parts, or single faults and attacks, not both.')
if (names.includes('canaries') && names.length > 1)
  fail('--only canaries stands alone: faults and attacks have them too.')

const minutes = options.minutes ?? (names.length === 0 ? MINUTES_OF_ALL : undefined)
const pattern =
  single.length > 0
    ? `(fault|attack) (${single.join('|')}) `
    : names.join() === 'canaries'
      ? '(fault|attack) .* canary: '
      : null
const reporters = ['default', './test/support/closing-reporter.ts', './test/trials/report.ts']
const { status } = spawnSync(
  process.execPath,
  [
    VITEST,
    'run',
    ...new Set(names.flatMap(filesOf)),
    ...(pattern === null ? [] : ['--testNamePattern', pattern]),
    ...reporters.flatMap((reporter) => ['--reporter', reporter]),
    // One after another: they measure how long things take.
    '--no-file-parallelism',
    // New draws each time: what fails once has found something.
    ...['--retry', '0'],
  ],
  {
    cwd: root,
    env: {
      ...process.env,
      MILLRACE_DOSE: 'long',
      ...(options.seed === undefined ? {} : { MILLRACE_TEST_SEED: options.seed }),
      ...(options.trials === undefined ? {} : { MILLRACE_DOSE_TRIALS: options.trials }),
      ...(minutes === undefined ? {} : { MILLRACE_DOSE_MINUTES: minutes }),
    },
    stdio: 'inherit',
  },
)
process.exit(status ?? 1)

function filesOf(name) {
  if (name in FILES) return FILES[name]
  if (name === 'canaries') return SUITES.flatMap(filesOf)
  const chosen = SUITES.flatMap((suite) =>
    Object.entries(trials[suite]).filter(([one]) => name === suite || name === one),
  )
  return chosen.map(([, { file }]) => file)
}

function helpText() {
  const list = (entries) => entries.map(([name, what]) => `  ${name.padEnd(20)} ${what}`).join('\n')
  return `npm run test:long [-- --only NAME[,NAME]] [--seed N] [--trials N] [--minutes M]

Every test at its full dose, with new random draws; each prints its seed.

  --only NAME     parts, or single faults and attacks; all by default
  --seed N        the draws of a run before
  --trials N      how often each fault and attack is tried
  --minutes M     each fault and attack ends after so long; ${MINUTES_OF_ALL} where all parts run, no limit with --only

Parts:
${list(Object.entries(PARTS))}

${SUITES.map((suite) => `${suite}:\n${list(Object.entries(trials[suite]).map(([name, { title }]) => [name, title]))}`).join('\n\n')}`
}

function fail(message) {
  console.error(message)
  process.exit(2)
}
