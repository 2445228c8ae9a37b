#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { ANALYSIS_TYPES, ENGINE_KINDS, EXPORT_FORMATS } from '../shared/batch'
import { messageOf, MillraceError } from '../shared/errors'
import { TOPIC_NAME, TOPIC_NAME_WORDS } from '../shared/scalars'
import { isTableName, TABLE_NAME_WORDS } from '../shared/table'
import type { OpenFlags } from './cli/open'
import type { DoctorFlags } from './cli/doctor'
import type { GenerateFlags } from './cli/generate'
import type { LakeFlags } from './cli/lake'
import type { ResetFlags } from './cli/reset'
import type { DeliverFlags, RunFlags } from './cli/run'
import type { SeedFlags } from './cli/seed'
import type { StreamStartFlags } from './cli/stream'
import { addCommonOptions, createContext, readVersion, type CommonOptions, type Context } from './instance/context'
import { note } from './cli/terminal'
import { toFileError, toIoError } from './durable'
import { redact } from './log/redact'

/** Exit codes (decision 35). */
const FAILED = 1
const WRONG_USAGE = 2
const OWNED = 3

const GUARD_WORDS =
  "csv alone: ' before a text that a spreadsheet would take for a formula, which is not what is stored any more"
const OUT_WORDS =
  'save the result (csv unless --format says otherwise); of a full report a folder that exists, for a file of each analysis'

let exitCode = 0

async function main(): Promise<void> {
  // Who reads us may have enough (`| head`): the work goes on to its end, unseen.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return
      // A full disk behind `> FILE`: half a result must not look like a whole one.
      note(`millrace: ${messageOf(toIoError(error, 'The output cannot be written'))}`)
      process.exit(FAILED)
    })
  try {
    await createProgram().parseAsync(process.argv)
  } catch (error) {
    exitCode = report(error)
  }
  // A pipe may still take what was printed: not every system writes to it at once. Whoever does not want to wait for
  // its reader ends us as any other program.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(signal)
  await new Promise((resolve) => process.stdout.write('', resolve))
  process.exit(exitCode)
}

function createProgram(): Command {
  const program = new Command('millrace')
    .description('Kafka to a local Delta Lake, batch analyses with DuckDB, one process.')
    .version(readVersion())
    .exitOverride()
    .showHelpAfterError('(--help shows what is possible)')

  command(program, 'open', 'desktop window; where there is none, the same screens in the browser')
    .option(
      '--browser',
      'the screens in the browser, also of a Millrace that runs already: prints a link that works once',
    )
    .action(run<OpenFlags>(async (context, options) => (await import('./cli/open')).open(context, options)))
  command(program, 'serve', 'engine, API and screens in the browser, without a window').action(
    run(async (context) => (await import('./cli/serve')).serve(context)),
  )
  command(program, 'seed', 'write sample data: complete days before today')
    .option('--records <n>', 'rows (1000000)', whole)
    .option('--days <n>', 'days before today (90)', whole)
    .option('--seed <n>', 'seed of the sample world', natural)
    .option('--replace', 'remove what the table holds, in the same commit')
    .option('--json', 'the summary as JSON')
    .addHelpText('after', '\nExample:\n  millrace seed --records 100000 --days 30')
    .action(run<SeedFlags>(async (context, options) => (await import('./cli/seed')).seedCommand(context, options)))
  command(program, 'generate', 'send sample events to Kafka')
    .option('--rate <n>', 'events per second (10); 0 = as fast as it goes', amount)
    .option('--count <n>', 'how many; without it until Ctrl-C', whole)
    .option('--seed <n>', 'seed of the sample world', natural)
    .option('--fraud-rate <x>', 'share of fraud, 0 to 1 (0.02)', share)
    .option('--topic <name>', 'topic (pipeline.kafka.stream-topic)', topicName)
    .addHelpText('after', '\nExample:\n  millrace generate --rate 100 --count 10000')
    .action(
      run<GenerateFlags>(async (context, options) =>
        (await import('./cli/generate')).generateCommand(context, options),
      ),
    )
  command(program, 'run', 'one batch, without a server')
    .addOption(new Option('--analysis <name>', 'analysis').choices([...ANALYSIS_TYPES]).makeOptionMandatory())
    .requiredOption('--from <date>', 'first date, inclusive, YYYY-MM-DD')
    .requiredOption('--to <date>', 'last date, inclusive, YYYY-MM-DD')
    .option(
      '--filter <column=value>',
      'keep rows with this value; may be repeated',
      (value: string, previous: string[]) => [...previous, value],
      [],
    )
    .addOption(new Option('--format <format>', 'print or save the result in this format').choices([...EXPORT_FORMATS]))
    .option('--guard-formulas', GUARD_WORDS)
    .option('--out <file>', OUT_WORDS)
    .option('--table-version <n>', 'run at this version of the table', natural)
    .option('--as-of <time>', 'run at the newest version committed at or before this ISO time')
    .addOption(
      new Option('--engine <engine>', 'what runs it; pipeline.engine.kind by default').choices([...ENGINE_KINDS]),
    )
    .addHelpText(
      'after',
      '\nExample:\n  millrace run --analysis revenue_by_category --from 2026-01-01 --to 2026-01-31 --filter region=west',
    )
    .action(run<RunFlags>(async (context, options) => (await import('./cli/run')).runCommand(context, options)))

  const report = program.command('report').description('saved reports')
  command(report, 'list', 'their names, dates and schedules')
    .option('--json', 'everything as JSON')
    .action(
      run<{ json?: boolean }>(async (context, options) =>
        (await import('./cli/report')).reportList(context, options.json ?? false),
      ),
    )
  command(report, 'run', 'one of them, with the dates of now')
    .argument('<name>', 'name or id')
    .addOption(new Option('--format <format>', 'print or save the result in this format').choices([...EXPORT_FORMATS]))
    .option('--guard-formulas', GUARD_WORDS)
    .option('--out <file>', OUT_WORDS)
    .action(async (name: string, options: DeliverFlags & CommonOptions) => {
      exitCode = await (await import('./cli/report')).reportRun(createContext(options), name, options)
    })

  const stream = program.command('stream').description('the stream of the running instance')
  command(stream, 'start', 'start it')
    .option('--topic <name>', 'topic (pipeline.kafka.stream-topic)', topicName)
    .addOption(new Option('--source <kind>', 'where events come from').choices(['kafka', 'sample']))
    .option('--starting-offsets <where>', 'latest, earliest or an ISO time; only where the table has no offsets yet')
    .option('--skip-to <where>', 'latest or an ISO time: go past unread messages before it, and record the gap')
    .option('--rate <n>', 'events per second of the sample source', amount)
    .option('--no-fail-on-data-loss', 'go on over a gap and record it')
    .option('--json', 'the answer as JSON')
    .action(
      run<StreamStartFlags>(async (context, options) => (await import('./cli/stream')).streamStart(context, options)),
    )
  command(stream, 'stop', 'stop it; what was read is committed')
    .option('--json', 'the answer as JSON')
    .action(
      run<{ json?: boolean }>(async (context, options) =>
        (await import('./cli/stream')).streamStop(context, options.json ?? false),
      ),
    )
  command(stream, 'status', 'state, lag and rates')
    .option('--json', 'everything as JSON')
    .action(
      run<{ json?: boolean }>(async (context, options) =>
        (await import('./cli/stream')).streamStatus(context, options.json ?? false),
      ),
    )

  const lake = program.command('lake').description('tables on disk')
  for (const [name, description, key] of [
    ['info', 'size and shape of a table', 'lakeInfo'],
    ['history', 'its commits, newest first', 'lakeHistory'],
    ['verify', 'check every live file; exit 1 on a difference', 'lakeVerify'],
    ['compact', 'rewrite small files of closed dates, and of dates past 50 files, into large ones', 'lakeCompact'],
    ['vacuum', 'delete files that no version within the retention needs', 'lakeVacuum'],
  ] as const) {
    const one = command(lake, name, description)
      .option('--table <name>', TABLE_NAME_WORDS, tableName, 'transactions')
      .option('--json', 'as JSON')
    if (name === 'history') one.option('--limit <n>', 'how many (20)', whole)
    if (name === 'verify')
      one
        .option('--kafka', 'compare transactions with what the topic holds, too')
        .option(
          '--pages',
          'read every page of every file (by its checksum where it has one), which finds bits that have flipped',
        )
    if (name === 'vacuum')
      one
        .option(
          '--retention <duration>',
          'how long a file stays after it left the table (pipeline.delta.retention, 7d)',
        )
        .option('--dry-run', 'only list what would go')
        .option(
          '--allow-short-retention',
          'let --retention be below 7d and the default: no engine reads an older version now',
        )
    one.action(run<LakeFlags>(async (context, options) => (await import('./cli/lake'))[key](context, options)))
  }

  command(program, 'doctor', 'look at Node, disk, clock, port, lake and broker; exit 1 where a check failed')
    .option('--json', 'as JSON')
    .option(
      '--bundle <file>',
      'write all of it with settings, versions, tables, log and crash reports as ZIP, secrets taken out',
    )
    .action(
      run<DoctorFlags>(async (context, options) => (await import('./cli/doctor')).doctorCommand(context, options)),
    )
  command(
    program,
    'reset',
    'remove tables, results, history, checkpoints of the original and the topics of `millrace kafka`; asks first',
  )
    .option('--yes', 'do not ask')
    .option('--json', 'what was removed, as JSON')
    .action(run<ResetFlags>(async (context, options) => (await import('./cli/reset')).resetCommand(context, options)))

  command(program, 'kafka', 'a broker for development on 127.0.0.1')
    .option('--port <n>', 'port; 0 = a free one', port, 9092)
    .option('--partitions <n>', 'partitions of new topics', whole, 12)
    .option('--data <folder>', 'where topics are kept (data/kafka)')
    .action(
      run<{ port: number; partitions: number; data?: string }>(async (context, options) =>
        (await import('./cli/kafka')).kafkaCommand(context, options),
      ),
    )
  refuseRepeats(program)
  return program
}

/** Commander keeps the last of an option that is given twice, and passes over the first in silence. */
function refuseRepeats(parent: Command): void {
  for (const one of parent.commands) {
    refuseRepeats(one)
    for (const option of one.options.filter(({ required, defaultValue }) => required && !Array.isArray(defaultValue))) {
      let given = false
      one.on(`option:${option.name()}`, () => {
        if (given) one.error(`error: option '${option.flags}' is there twice`)
        given = true
      })
    }
  }
}

function command(parent: Command, name: string, description: string): Command {
  return addCommonOptions(parent.command(name).description(description))
}

function run<T extends object>(work: (context: Context, options: T & CommonOptions) => Promise<number>) {
  return async (options: T & CommonOptions): Promise<void> => {
    const context = createContext(options)
    exitCode = await work(context, options)
  }
}

/** One clear line for what was foreseen; a stack where the environment asks for the debug log. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE
  if (!(error instanceof MillraceError)) {
    note(redact(`millrace: ${messageOf(toFileError(error))}`))
    if (process.env['MILLRACE_PIPELINE_LOG_LEVEL'] === 'debug' && error instanceof Error)
      note(redact(error.stack ?? ''))
    return FAILED
  }
  note(`millrace: ${error.message}`)
  switch (error.code) {
    case 'INVALID_CONFIGURATION':
    case 'INVALID_REQUEST':
      return WRONG_USAGE
    case 'OWNED_BY_ANOTHER':
      return OWNED
    default:
      return FAILED
  }
}

function whole(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1 || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('It must be a whole number above 0.')
  return Number(text)
}

function natural(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('It must be a whole number, 0 or more.')
  return Number(text)
}

function port(text: string): number {
  const value = natural(text)
  if (value > 65535) throw new InvalidArgumentError('It must be 65535 or less.')
  return value
}

function topicName(text: string): string {
  if (!TOPIC_NAME.test(text)) throw new InvalidArgumentError(`It ${TOPIC_NAME_WORDS}.`)
  return text
}

function tableName(text: string): string {
  if (!isTableName(text)) throw new InvalidArgumentError(`It must be one of ${TABLE_NAME_WORDS}.`)
  return text
}

function amount(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('It must be a number, 0 or more.')
  return value
}

function share(text: string): number {
  const value = amount(text)
  if (value > 1) throw new InvalidArgumentError('It must be between 0 and 1.')
  return value
}

void main()
