import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { messageOf, MillraceError, type ErrorCode } from '../../shared/errors'
import { TRANSACTION_FIELDS } from '../../shared/transaction'
import { isErrno, makeFolder } from '../durable'
import type { BoundSql, SqlValue, WorkerJob, WorkerOutput } from '../batch/ports'
import { toRow } from './cells'
import { runCopy, type CopyDescription } from './copy'
import { exportSql } from './export-sql'
import { openSession, quoteText, type Session } from './session'
import type { WorkerAnswer, WorkerRequest, WorkerSetup } from './worker-protocol'

/**
 * The batch worker process: its own DuckDB, all the SQL of batches. It holds no state that matters, so it can
 * be killed at any time, and it ends when its parent is gone.
 */
const PROGRESS_MS = 200
const RESULT_STATS: CopyDescription = {
  statsColumns: new Map([
    ...TRANSACTION_FIELDS.filter(({ kind }) => kind !== 'boolean').map(({ name, kind }) => [name, kind] as const),
  ]),
}

async function main(): Promise<void> {
  const setup = JSON.parse(process.argv[2] ?? '{}') as WorkerSetup
  const session = await openWorkerSession(setup)
  /** How to cancel each running request. */
  const running = new Map<number, () => void>()

  function send(answer: WorkerAnswer): void {
    if (process.connected) process.send?.(answer)
  }

  process.on('disconnect', () => process.exit(0))
  process.on('message', (request: WorkerRequest) => {
    if (request.kind === 'cancel') {
      running.get(request.id)?.()
      return
    }
    void answer(session, request, running, send)
  })
  // A parent that was killed between fork and this line has closed the channel already.
  if (!process.connected) process.exit(0)
}

async function openWorkerSession(setup: WorkerSetup): Promise<Session> {
  await mkdir(setup.tempDir, { recursive: true })
  return openSession({ ...setup, locked: false })
}

async function answer(
  session: Session,
  request: Exclude<WorkerRequest, { kind: 'cancel' }>,
  running: Map<number, () => void>,
  send: (answer: WorkerAnswer) => void,
): Promise<void> {
  const { id } = request
  let cancelled = false
  let connection: DuckDBConnection | null = null
  running.set(id, () => {
    cancelled = true
    connection?.interrupt()
  })
  try {
    connection = await session.connect()
    // An interrupt before the statement runs is lost: the flag is looked at as well.
    const checkCancelled = () => {
      if (cancelled) throw new MillraceError('BATCH_CANCELLED', 'The batch was cancelled.')
    }
    checkCancelled()
    switch (request.kind) {
      case 'run':
        send({ id, kind: 'outputs', outputs: await runJob(connection, id, request.job, checkCancelled, send) })
        break
      case 'query': {
        const reader = await connection.runAndReadAll(request.sql.text, bind(request.sql.values))
        send({ id, kind: 'rows', rows: reader.getRowObjects().map(toRow) })
        break
      }
      case 'export':
        await connection.run(
          exportSql(request.sql.text, request.target, request.format, request.header),
          bind(request.sql.values),
        )
        send({ id, kind: 'done' })
        break
    }
  } catch (error) {
    send({ id, kind: 'error', ...describeError(error, cancelled) })
  } finally {
    running.delete(id)
    connection?.disconnectSync()
  }
}

async function runJob(
  connection: DuckDBConnection,
  id: number,
  job: WorkerJob,
  checkCancelled: () => void,
  send: (answer: WorkerAnswer) => void,
): Promise<readonly WorkerOutput[]> {
  await connection.run(`SET GLOBAL threads = ${job.threads}`)
  await connection.run('SET enable_progress_bar = true')
  await connection.run('SET enable_progress_bar_print = false')
  const outputs: WorkerOutput[] = []
  for (const [index, statement] of job.statements.entries()) {
    checkCancelled()
    const { phase, analysis } = statement
    const report = () => {
      const { percentage } = connection.progress
      const share = percentage < 0 ? 0 : percentage / 100
      send({
        id,
        kind: 'progress',
        progress: {
          phase,
          ...(analysis === undefined ? {} : { analysis }),
          fraction: Math.min(1, (index + share) / job.statements.length),
        },
      })
    }
    report()
    const timer = setInterval(report, PROGRESS_MS)
    const started = performance.now()
    try {
      const partitioned = statement.partitionBy !== undefined
      await makeFolder(partitioned ? statement.target : dirname(statement.target))
      const files = await runCopy(
        connection,
        copySql(statement.select, statement.target, statement.partitionBy),
        RESULT_STATS,
        bind(statement.select.values),
      )
      outputs.push({ files, elapsedMs: performance.now() - started })
    } finally {
      clearInterval(timer)
    }
  }
  return outputs
}

function copySql(select: BoundSql, target: string, partitionBy: string | undefined): string {
  const partition =
    partitionBy === undefined ? '' : `, PARTITION_BY (${partitionBy}), APPEND, FILENAME_PATTERN 'part-{uuid}'`
  return `COPY (${select.text}) TO ${quoteText(target)} (FORMAT parquet, COMPRESSION zstd, RETURN_STATS${partition})`
}

function bind(values: readonly SqlValue[]): SqlValue[] {
  return [...values]
}

function describeError(error: unknown, cancelled: boolean): { code: ErrorCode; message: string } {
  const message = messageOf(error)
  if (cancelled) return { code: 'BATCH_CANCELLED', message: 'The batch was cancelled.' }
  if (error instanceof MillraceError) return { code: error.code, message }
  if (/No space left|ENOSPC/i.test(message) || isErrno(error, 'ENOSPC')) {
    return { code: 'DISK_FULL', message: 'The disk is full. Free space, then run the batch again.' }
  }
  if (/Out of Memory|max_temp_directory_size/i.test(message)) {
    return {
      code: 'OUT_OF_MEMORY',
      message: `The batch needs more memory or temporary disk than it may use (${firstLine(message)}). Raise pipeline.engine.memory-limit or temp-limit, or narrow the dates.`,
    }
  }
  return { code: 'INTERNAL_ERROR', message: firstLine(message) }
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message
}

void main().catch((error: unknown) => {
  process.stderr.write(`batch worker: ${messageOf(error)}\n`)
  process.exit(1)
})
