#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { ANALYSIS_TYPES, EXPORT_FORMATS } from '../shared/batch'
import { messageOf, MillraceError } from '../shared/errors'
import type { GenerateFlags } from './cli/generate'
import type { RunFlags } from './cli/run'
import type { SeedFlags } from './cli/seed'
import type { StreamStartFlags } from './cli/stream'
import { addCommonOptions, openContext, readVersion, type CommonOptions, type Context } from './cli/context'
import { note } from './cli/terminal'

/** Exit codes (decision 35). */
const FAILED = 1
const WRONG_USAGE = 2
const OWNED = 3

let exitCode = 0

async function main(): Promise<void> {
  try {
    await createProgram().parseAsync(process.argv)
  } catch (error) {
    exitCode = report(error)
  }
  process.exit(exitCode)
}

function createProgram(): Command {
  const program = new Command('millrace')
    .description('Kafka to a local Delta Lake, batch analyses with DuckDB, one process.')
    .version(readVersion())
    .exitOverride()
    .showHelpAfterError('(--help shows what is possible)')

  command(program, 'open', 'desktop window; without one, the engine and its API').action(
    run(async (context) => (await import('./cli/serve')).open(context)),
  )
  command(program, 'serve', 'engine and API, without a window').action(
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
    .option('--topic <name>', 'topic (pipeline.kafka.stream-topic)')
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
    .option('--out <file>', 'save the result (csv unless --format says otherwise)')
    .option('--table-version <n>', 'run at this version of the table', natural)
    .addHelpText(
      'after',
      '\nExample:\n  millrace run --analysis revenue_by_category --from 2026-01-01 --to 2026-01-31 --filter region=west',
    )
    .action(run<RunFlags>(async (context, options) => (await import('./cli/run')).runCommand(context, options)))

  const stream = program.command('stream').description('the stream of the running instance')
  command(stream, 'start', 'start it')
    .option('--topic <name>', 'topic (pipeline.kafka.stream-topic)')
    .addOption(new Option('--source <kind>', 'where events come from').choices(['kafka', 'sample']))
    .option('--starting-offsets <where>', 'latest, earliest or an ISO time; only where the table has no offsets yet')
    .option('--rate <n>', 'events per second of the sample source', amount)
    .option('--no-fail-on-data-loss', 'go on over a gap and record it')
    .action(
      run<StreamStartFlags>(async (context, options) => (await import('./cli/stream')).streamStart(context, options)),
    )
  command(stream, 'stop', 'stop it; what was read is committed').action(
    run(async (context) => (await import('./cli/stream')).streamStop(context)),
  )
  command(stream, 'status', 'state, lag and rates')
    .option('--json', 'everything as JSON')
    .action(
      run<{ json?: boolean }>(async (context, options) =>
        (await import('./cli/stream')).streamStatus(context, options.json ?? false),
      ),
    )

  const lake = program.command('lake').description('tables on disk')
  const tables = 'transactions, dead_letters, stream_aggregations, BATCHID/raw, BATCHID/aggregated'
  for (const [name, description, key] of [
    ['info', 'size and shape of a table', 'lakeInfo'],
    ['history', 'its commits, newest first', 'lakeHistory'],
    ['verify', 'check every live file; exit 1 on a difference', 'lakeVerify'],
  ] as const) {
    const one = command(lake, name, description)
      .option('--table <name>', tables, 'transactions')
      .option('--json', 'as JSON')
    if (name === 'history') one.option('--limit <n>', 'how many (20)', whole)
    one.action(
      run<{ table: string; json?: boolean; limit?: number }>(async (context, options) =>
        (await import('./cli/lake'))[key](context, options),
      ),
    )
  }

  command(program, 'kafka', 'a broker for development on 127.0.0.1')
    .option('--port <n>', 'port; 0 = a free one', natural, 9092)
    .option('--partitions <n>', 'partitions of new topics', whole, 12)
    .option('--data <folder>', 'where topics are kept (data/kafka)')
    .action(
      run<{ port: number; partitions: number; data?: string }>(async (context, options) =>
        (await import('./cli/kafka')).kafkaCommand(context, options),
      ),
    )
  return program
}

function command(parent: Command, name: string, description: string): Command {
  return addCommonOptions(parent.command(name).description(description))
}

function run<T extends object>(work: (context: Context, options: T & CommonOptions) => Promise<number>) {
  return async (options: T & CommonOptions): Promise<void> => {
    const context = openContext(options)
    exitCode = await work(context, options)
  }
}

/** One clear line for what was foreseen; a stack only in the debug log. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE
  if (!(error instanceof MillraceError)) {
    note(`millrace: ${messageOf(error)}`)
    if (process.env['MILLRACE_PIPELINE_LOG_LEVEL'] === 'debug' && error instanceof Error) note(error.stack ?? '')
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
