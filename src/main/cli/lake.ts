import { join } from 'node:path'
import type { AuditPartition } from '../../shared/audit'
import type { Int64 } from '../../shared/scalars'
import type { VacuumRequest } from '../../shared/table'
import type { LakeOperations } from '../../shared/engine'
import { createCloseStack } from '../close-stack'
import type { Profiles } from '../kafka/profiles'
import type { Context } from '../instance/context'
import { call, findInstance } from '../instance/remote'
import { clearLine, count, note, print, progress, table } from './terminal'

export interface LakeFlags {
  readonly table: string
  readonly json?: boolean
  readonly limit?: number
  /** verify: ask the broker what the topic holds. */
  readonly kafka?: boolean
  /** verify: read every page of every file. */
  readonly pages?: boolean
  readonly retention?: string
  readonly dryRun?: boolean
  readonly allowShortRetention?: boolean
}

/** To be read: what a keychain has sealed stays closed. */
export async function createSavedConnections({ loaded }: Context): Promise<Profiles> {
  const { createProfiles: openProfiles, CONNECTIONS_FILE } = await import('../kafka/profiles')
  const { NO_KEYCHAIN } = await import('../kafka/secret-box')
  const path = join(loaded.config.engine.stateDir, CONNECTIONS_FILE)
  return openProfiles({ path, box: NO_KEYCHAIN, checkIdle: () => undefined, checkTokens: () => undefined })
}

/** Opens the tables without an instance, for as long as the work takes. */
export async function withLake<T>(
  context: Context,
  work: (door: LakeOperations) => Promise<T>,
  { kafka = false }: Pick<LakeFlags, 'kafka'> = {},
): Promise<T> {
  const { openLakeParts, openTables } = await import('../lake-parts')
  const { openLazyKafka } = await import('../kafka/lazy')
  const { auditStream } = await import('../stream/audit/audit')
  const { askTopic } = await import('../stream/audit/ask-topic')
  const { createAuditReader } = await import('../duckdb/audit-reader')
  const { config } = context.loaded
  const saved = async () => (await createSavedConnections(context)).connection()
  const closing = createCloseStack(context.log)
  try {
    const parts = await openLakeParts(config, context.version, context.log)
    closing.push('lake', () => parts.close())
    const tables = openTables(parts, {
      config,
      log: context.log,
      workerScript: join(__dirname, 'batch-worker.cjs'),
      auditStream: () =>
        auditStream({
          transactions: parts.lake.table(config.delta.streamTransactionsPath),
          deadLetters: parts.lake.table(config.delta.deadLettersPath),
          parquet: parts.parquet,
          reader: createAuditReader(parts.session),
          ask: (topic) =>
            kafka
              ? askTopic(openLazyKafka(topic, { kafka: config.kafka, log: context.log, saved }))
              : Promise.resolve(null),
        }),
    })
    closing.push('tables', () => tables.close())
    const stop = () => void tables.close()
    process.once('SIGINT', stop)
    closing.push('signal', () => process.off('SIGINT', stop))
    return await work(tables.operations)
  } finally {
    await closing.close()
  }
}

/** `lake info`: exit code. */
export function lakeInfo(context: Context, flags: LakeFlags): Promise<number> {
  return withLake(context, async (door) => {
    const { columns, ...info } = await door.info(flags.table)
    if (flags.json === true) print(JSON.stringify({ ...info, columns }, null, 2))
    else {
      for (const [key, value] of Object.entries(info))
        print(
          `${key.padEnd(18)} ${Array.isArray(value) ? value.join(', ') : typeof value === 'number' ? count(value) : value !== null && typeof value === 'object' ? `${value.from} to ${value.to}` : String(value)}`,
        )
      print(`${'columns'.padEnd(18)} ${columns.map((column) => `${column.name} ${column.type}`).join(', ')}`)
    }
    return 0
  })
}

/** `lake history`: exit code. */
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
  const verify = async (door: LakeOperations): Promise<number> => {
    const report = await door.verify(flags.table, {
      pages: flags.pages === true,
      onProgress: (done, total) => progress(`verifying file ${done} of ${total}`),
    })
    clearLine()
    if (flags.json === true) print(JSON.stringify(report, null, 2))
    else {
      print(
        `${report.ok ? 'OK' : 'DIFFERENCES'}: ${report.table} version ${report.version}, ${count(report.files)} files, ${count(report.rows)} rows, ${count(report.offsets)} offsets, ${report.elapsedMs} ms`,
      )
      if (report.stream !== null && report.stream.partitions.length > 0)
        print(table(report.stream.partitions.map(toLine)))
      for (const finding of report.findings)
        print(`${finding.kind}${finding.path === null ? '' : ` ${finding.path}`}: ${finding.detail}`)
    }
    return report.ok ? 0 : 1
  }
  return withLake(context, verify, flags)
}

function toLine({ streams, ...counts }: AuditPartition) {
  const each = (tell: (stream: AuditPartition['streams'][number]) => Int64 | null) =>
    streams.map((stream) => tell(stream) ?? '?').join(', ')
  return {
    partition: counts.partition,
    stream: streams.map(({ source, topic }) => `${source}/${topic}`).join(', ') || 'unknown',
    held: each(({ topicFirst }) => topicFirst),
    end: each(({ topicEnd }) => topicEnd),
    from: each(({ from }) => from),
    next: each(({ next }) => next),
    rows: counts.rows,
    deadLetters: counts.deadLetters,
    redriven: counts.redriven,
    skipped: counts.skipped,
    absent: counts.absent,
    missing: counts.missing,
    repeats: counts.repeats,
    agrees: counts.agrees,
  }
}

/** Tables need no owner, so this works beside a running instance, which commits on. */
export function lakeCompact(context: Context, flags: LakeFlags): Promise<number> {
  return withLake(context, async (door) => {
    const report = await door.compact(flags.table)
    if (flags.json === true) print(JSON.stringify(report, null, 2))
    else if (report.version === null) print(`Nothing to compact in ${report.table}.`)
    else
      print(
        `${report.table} version ${report.version}: ${count(report.filesRemoved)} files (${count(report.bytesBefore)} bytes) became ${count(report.filesAdded)} (${count(report.bytesAfter)} bytes)${report.dates.length === 0 ? '' : `; dates: ${report.dates.join(', ')}`}. Vacuum frees their space after the retention.`,
      )
    return 0
  })
}

/** Where an instance owns the folder it does this: it knows what its batches read. */
export async function lakeVacuum(context: Context, flags: LakeFlags): Promise<number> {
  const request: VacuumRequest = {
    ...(flags.retention === undefined ? {} : { retention: flags.retention }),
    ...(flags.dryRun === true ? { dryRun: true } : {}),
    ...(flags.allowShortRetention === true ? { allowShortRetention: true } : {}),
  }
  const instance = await findInstance(context)
  if (instance !== null) note(`Millrace at ${instance.address} owns this folder; it vacuums.`)
  const report =
    instance === null
      ? await withLake(context, (door) => door.vacuum(flags.table, request))
      : await call(instance, 'vacuumTable', { params: { name: flags.table }, body: request })
  if (flags.json === true) {
    print(JSON.stringify(report, null, 2))
    return 0
  }
  for (const file of report.listed) print(`${count(file.bytes).padStart(15)}  ${file.path}`)
  if (report.files > report.listed.length) print(`... and ${count(report.files - report.listed.length)} more`)
  print(
    `${report.table}: ${report.dryRun ? 'would delete' : 'deleted'} ${count(report.files)} files, ${count(report.bytes)} bytes${report.pinned === 0 ? '' : `; ${count(report.pinned)} stay because batches read them`}.`,
  )
  return 0
}
