import type { LakeDoor } from '../engine-port'
import type { Context } from './context'
import { clearLine, count, print, progress, table } from './terminal'

export interface LakeFlags {
  readonly table: string
  readonly json?: boolean
  readonly limit?: number
}

async function withLake<T>(context: Context, work: (door: LakeDoor) => Promise<T>): Promise<T> {
  const { openLakeParts } = await import('../engine')
  const { createLakeDoor } = await import('../lake/lake-door')
  const { createOffsetAudit } = await import('../duckdb/offset-audit')
  const { config } = context.loaded
  const parts = await openLakeParts(config, context.version, context.log)
  try {
    return await work(
      createLakeDoor({
        lake: parts.lake,
        parquet: parts.parquet,
        audit: createOffsetAudit(parts.session),
        transactionsPath: config.delta.streamTransactionsPath,
        deadLettersPath: config.delta.deadLettersPath,
        aggregationsPath: config.delta.streamAggregationsPath,
        batchBasePath: config.delta.batchBasePath,
      }),
    )
  } finally {
    await parts.close()
  }
}

export function lakeInfo(context: Context, flags: LakeFlags): Promise<number> {
  return withLake(context, async (door) => {
    const { columns, ...info } = await door.info(flags.table)
    if (flags.json === true) print(JSON.stringify({ ...info, columns }, null, 2))
    else {
      for (const [key, value] of Object.entries(info))
        print(
          `${key.padEnd(18)} ${Array.isArray(value) ? value.join(', ') : typeof value === 'number' ? count(value) : String(value)}`,
        )
      print(`${'columns'.padEnd(18)} ${columns.map((column) => `${column.name} ${column.type}`).join(', ')}`)
    }
    return 0
  })
}

export function lakeHistory(context: Context, flags: LakeFlags): Promise<number> {
  return withLake(context, async (door) => {
    const entries = await door.history(flags.table, flags.limit ?? 20)
    if (flags.json === true) print(JSON.stringify(entries, null, 2))
    else
      print(
        table(
          entries.map(({ parameters, ...entry }) => ({
            ...entry,
            parameters: Object.entries(parameters).map(([key, value]) => `${key}=${value}`),
          })),
        ),
      )
    return 0
  })
}

/** Exit code 1 on any difference. */
export function lakeVerify(context: Context, flags: LakeFlags): Promise<number> {
  return withLake(context, async (door) => {
    const report = await door.verify(flags.table, (done, total) => progress(`verifying file ${done} of ${total}`))
    clearLine()
    if (flags.json === true) print(JSON.stringify(report, null, 2))
    else {
      print(
        `${report.ok ? 'OK' : 'DIFFERENCES'}: ${report.table} version ${report.version}, ${count(report.files)} files, ${count(report.rows)} rows, ${count(report.offsets)} offsets, ${report.elapsedMs} ms`,
      )
      for (const finding of report.findings)
        print(`${finding.kind}${finding.path === null ? '' : ` ${finding.path}`}: ${finding.detail}`)
    }
    return report.ok ? 0 : 1
  })
}
