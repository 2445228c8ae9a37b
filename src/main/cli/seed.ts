import { resolve } from 'node:path'
import { TRANSACTION_FIELDS } from '../../shared/transaction'
import { plainFiles } from '../lake/scan'
import type { SeedSummary } from '../sample/ports'
import type { Context } from '../instance/context'
import { flagFrom, textFrom, wholeFrom } from './environment'
import { clearLine, count, note, print, progress } from './terminal'

export interface SeedFlags {
  readonly records?: number
  readonly days?: number
  readonly seed?: number
  readonly replace?: boolean
  readonly json?: boolean
}

/** Seeds complete days before today; flags win over the original's environment names. */
export async function seedCommand(context: Context, flags: SeedFlags): Promise<number> {
  const { openLakeParts } = await import('../lake-parts')
  const { seed } = await import('../sample/seeder')
  const { createWorld } = await import('../sample/world')
  const { createSeedWriter: openSeedWriter } = await import('../duckdb/seed-writer')
  const { deltaSchemaOf } = await import('../lake/schema')
  const { config } = context.loaded
  const separate = flagFrom('SEED_SEPARATE')
  const named = textFrom(separate ? 'DELTA_SEED_PATH' : 'DELTA_OUTPUT_PATH')
  const root =
    named === undefined ? (separate ? config.delta.seedPath : config.delta.streamTransactionsPath) : resolve(named)
  const records = flags.records ?? wholeFrom('TOTAL_RECORDS') ?? 1_000_000
  const days = flags.days ?? wholeFrom('DATE_RANGE_DAYS') ?? 90
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  const parts = await openLakeParts(
    { ...config, delta: { ...config.delta, seedPath: root } },
    context.version,
    context.log,
  )
  const started = performance.now()
  try {
    const writer = openSeedWriter(parts.session, parts.lineFolder)
    const { written, version, snapshot } = await seed({
      lake: parts.lake,
      writer,
      root,
      columns: deltaSchemaOf(TRANSACTION_FIELDS),
      world: createWorld(flags.seed === undefined ? {} : { seed: flags.seed }),
      records,
      days,
      replace: flags.replace ?? false,
      now: Date.now(),
      signal: stop.signal,
      onProgress(done, total) {
        const seconds = (performance.now() - started) / 1000
        const left = Math.ceil((seconds / done) * (total - done))
        progress(
          `seeding ${count(done)} of ${count(total)} rows, ${count(Math.round(done / seconds))} rows/s, ${left} s left`,
        )
      },
    })
    const result = { version, written, summary: await writer.summarize(plainFiles(snapshot)) }
    clearLine()
    const seconds = (performance.now() - started) / 1000
    if (flags.json === true) print(JSON.stringify({ ...result, elapsedSeconds: seconds, path: root }))
    else printSummary(root, seconds, result)
    return 0
  } catch (error) {
    clearLine()
    if (!stop.signal.aborted) throw error
    note('Cancelled: nothing was added to the table.')
    return 1
  } finally {
    await parts.close()
  }
}

function printSummary(
  root: string,
  seconds: number,
  { written, version, summary }: { readonly written: number; readonly version: number; readonly summary: SeedSummary },
): void {
  print(
    `Wrote ${count(written)} rows in ${seconds.toFixed(1)} s (${count(Math.round(written / seconds))} rows/s) to ${root}, version ${version}.`,
  )
  print(`Rows in the table: ${count(summary.rows)}`)
  for (const { category, rows } of summary.categories)
    print(`  ${(category ?? 'null').padEnd(12)} ${count(rows).padStart(12)}`)
  print(`Events: ${summary.firstEvent ?? '-'} to ${summary.lastEvent ?? '-'}`)
  print(`Average total_amount: ${summary.averageTotalAmount?.toFixed(2) ?? '-'}`)
  print(`Fraud rate: ${summary.fraudRate === null ? '-' : `${(summary.fraudRate * 100).toFixed(2)}%`}`)
}
