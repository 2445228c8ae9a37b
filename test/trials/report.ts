import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import type { Reporter, TestCase } from 'vitest/node'
import { CATALOGS, type Catalog, type SuiteKind } from './catalog'
import type { TrialResult } from './suite'

interface Document {
  readonly file: string
  readonly title: string
  readonly first: string
}

const DOCUMENTS: Readonly<Record<SuiteKind, Document>> = {
  fault: { file: 'faults.md', title: 'Faults that were tried, and what they did', first: 'fault' },
  attack: {
    file: 'security.md',
    title: 'Attacks that were tried, and what they did',
    first: 'attack',
  },
}
const HEAD = ['trials', 'of', 'failures', 'bound 3/N', 'canaries', 'seed', 'took', 'date', 'machine', 'note']

/** Writes docs/faults.md and docs/security.md: what has run replaces its own line, as soon as it has ended. */
export default class TrialReporter implements Reporter {
  onTestCaseResult(test: TestCase): void {
    const { trials } = test.meta()
    if (trials !== undefined) writeResult(trials)
  }
}

function writeResult(result: TrialResult): void {
  const path = join(import.meta.dirname, '../../docs', DOCUMENTS[result.kind].file)
  const lines = readLines(path)
  const before = lines.get(result.name)
  // A short dose without a failure says less than the long run that stands there.
  if (result.failures.length === 0 && before !== undefined && trialsOf(before) > result.trials) return
  lines.set(result.name, describeResult(result, new Date(), describeMachine()))
  writeFileSync(path, renderDocument(result.kind, lines))
}

/** The lines that stand in the file, by name. */
function readLines(path: string): Map<string, string> {
  let text = ''
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    // The first run makes it.
  }
  const lines = new Map<string, string>()
  for (const line of text.split('\n')) {
    const name = /^\| ([\w-]+) \|/.exec(line)?.[1]
    if (name !== undefined) lines.set(name, line)
  }
  return lines
}

function trialsOf(line: string): number {
  return Number(line.split('|')[2]?.replaceAll(',', '').trim() ?? 0) || 0
}

export function describeResult(result: TrialResult, date: Date, machine: string): string {
  const { kind, name, trials, failures, seed, elapsedMs, canaries, note } = result
  const red = canaries.map(({ guard, redAfter }) => `${guard}: ${redAfter === null ? 'NOT RED' : 'red'}`)
  return row([
    name,
    trials.toLocaleString('en'),
    fullOf(CATALOGS[kind], name),
    String(failures.length),
    failures.length > 0 || trials < 4 ? '-' : `${Number(((3 / trials) * 100).toPrecision(2))}%`,
    red.join('; '),
    String(seed),
    describeDuration(elapsedMs),
    date.toISOString().slice(0, 16).replace('T', ' '),
    machine,
    failures.length > 0 ? `FAILED: ${failures[0]?.split('\n')[0] ?? ''}` : note,
  ])
}

export function renderDocument(kind: SuiteKind, lines: ReadonlyMap<string, string>): string {
  const { title, first } = DOCUMENTS[kind]
  const catalog = CATALOGS[kind]
  const head = [first, ...HEAD]
  const table = Object.keys(catalog).map(
    (name) => lines.get(name) ?? row([name, '-', fullOf(catalog, name), '-', '-', '', '', '', '', '', 'not run yet']),
  )
  const meanings = Object.entries(catalog).map(
    ([name, entry]) => `- **${name}**: ${entry.title}. A trial: ${entry.unit} (\`${entry.file}\`).`,
  )
  return `# ${title}

Written by \`npm run test:long\`; do not edit. \`npm test\` runs a short dose of each. A run replaces the line of its ${first}, unless it passed with fewer trials than the line has.

- \`npm run test:long -- --only ${first}s\`: the figures under "of".
- \`npm run test:long -- --only NAME --seed N\`: one ${first}, the draws of that seed. \`--trials N\`, \`--minutes M\`: how far each goes.

No failure in N trials bounds the true rate at about 3/N. A canary is the same trial with one guard removed from the product's source: it must fail. One that waits in vain for something is first tried with its guard, which must come in the same time.

${row(head)}
${row(head.map(() => '---'))}
${table.join('\n')}

## What they are

${meanings.join('\n')}
`
}

function fullOf(catalog: Catalog, name: string): string {
  return (catalog[name]?.full ?? 0).toLocaleString('en')
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '/')).join(' | ')} |`
}

function describeDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`
}

function describeMachine(): string {
  const model = (cpus()[0]?.model ?? 'unknown').replace(/\(R\)|\(TM\)|CPU|Processor/g, '').replace(/\s+/g, ' ')
  return `${availableParallelism()} x ${model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release().split('-')[0] ?? ''}, Node ${process.versions.node}`
}
