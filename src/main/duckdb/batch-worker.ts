import { constants, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { codeOf, messageOf, MillraceError } from '../../shared/errors'
import { Semaphore } from '../../shared/semaphore'
import { RESULT_BOUNDS } from '../../shared/transaction'
import { makeFolder, toFileError } from '../durable'
import { openProcessMeter, type ProcessMeter } from '../process-meter'
import type { EngineOutput } from '../batch/ports'
import { redact } from '../log/redact'
import type { NewFile } from '../lake/ports'
import type { BoundSql, SqlValue } from '../sql'
import { loadArrowRows } from './arrow-rows'
import { TOO_LONG_FOR_CELL } from './batch/worksheet-sql'
import { toRow } from './cells'
import { runCopy, type CopyDescription } from './copy'
import { exportSql } from './export-sql'
import { JobTurn } from './job-turn'
import { explainQuery, withProfile } from './profile'
import { memoryOf } from './memory'
import { writtenFingerprint, type RewriteJob } from './rewrite-sql'
import { openSession, type Session } from './session'
import { quoteName, quoteText } from '../sql'
import type { WorkerAnswer, WorkerError, WorkerJob, WorkerRequest, WorkerSetup } from './worker-protocol'
import { DATA_FILE } from './parquet-sql'

/**
 * The batch worker process: its own DuckDB, all the SQL of batches. It holds no state that matters, so it can
 * be killed at any time, and it ends when its parent is gone.
 */
const PROGRESS_MS = 200
const RESULT_STATS: CopyDescription = { statsColumns: RESULT_BOUNDS }

/** What the requests of a worker share. */
interface Tools {
  readonly session: Session
  readonly tempDir: string
  /**
   * The queries of jobs: one more at a time than there are threads, which keeps them busy while one query ends, and one of
   * a job whose turn goes on. Each has a thread of its own beside those, so eight at once would leave a stream the tenth
   * part of two cores. Pages and exports wait for none.
   */
  readonly queries: Semaphore
  readonly meter: ProcessMeter
}

async function main(): Promise<void> {
  const setup = JSON.parse(process.argv[2] ?? '{}') as WorkerSetup
  if (setup.lowPriority === true) setPriority(constants.priority.PRIORITY_LOW)
  const session = await openWorkerSession(setup)
  const meter = openProcessMeter()
  const tools: Tools = { session, tempDir: setup.tempDir, queries: new Semaphore(setup.threads + 1, 1), meter }
  const running = new Map<number, AbortController>()

  const parent = openParent(process)
  parent.onMessage((request) => {
    if (request.kind === 'cancel') {
      running.get(request.id)?.abort(new MillraceError('BATCH_CANCELLED', 'The batch was cancelled.'))
      return
    }
    if (request.kind === 'ping') {
      parent.send({ id: request.id, kind: 'pong' })
      return
    }
    const stop = new AbortController()
    running.set(request.id, stop)
    void answer(tools, request, stop.signal, (reply) => parent.send(reply)).finally(() => running.delete(request.id))
  })
}

interface Parent {
  send(answer: WorkerAnswer): void
  onMessage(listener: (request: WorkerRequest) => void): void
}

/** Electron's utility process has a port and ends with its parent by itself; a fork of Node sees its channel close. */
function openParent({ parentPort: port }: { readonly parentPort?: MessagePortLike }): Parent {
  if (port !== undefined) {
    return {
      send: (answer) => port.postMessage(answer),
      onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
    }
  }
  process.on('disconnect', () => process.exit(0))
  // A parent that was killed between fork and this line has closed the channel already.
  if (!process.connected) process.exit(0)
  return {
    send(answer) {
      if (process.connected) process.send?.(answer)
    },
    onMessage: (listener) => void process.on('message', listener),
  }
}

interface MessagePortLike {
  postMessage(answer: WorkerAnswer): void
  on(event: 'message', listener: (message: { readonly data: WorkerRequest }) => void): unknown
}

async function openWorkerSession(setup: WorkerSetup): Promise<Session> {
  await makeFolder(setup.tempDir)
  return openSession({
    ...setup,
    locked: false,
    memoryFix:
      'Raise pipeline.engine.memory-limit or pipeline.engine.temp-limit, or choose fewer dates or another filter.',
  })
}

async function answer(
  { session, tempDir, queries, meter }: Tools,
  request: Exclude<WorkerRequest, { kind: 'cancel' | 'ping' }>,
  signal: AbortSignal,
  send: (answer: WorkerAnswer) => void,
): Promise<void> {
  const { id } = request
  let connection: DuckDBConnection | null = null
  try {
    connection = await session.connect(signal)
    // It may have been aborted before there was something to interrupt.
    signal.throwIfAborted()
    switch (request.kind) {
      case 'run':
        send({
          id,
          kind: 'outputs',
          outputs: await runJob({ connection, tempDir, queries }, id, request.job, signal, send),
        })
        break
      case 'query': {
        const reader = await connection.runAndReadAll(request.sql.text, bind(request.sql.values))
        send({ id, kind: 'rows', rows: reader.getRowObjects().map(toRow) })
        break
      }
      case 'rewrite':
        send({ id, kind: 'files', files: await runRewrite(connection, request.job, signal) })
        break
      case 'export':
        await connection.run(
          exportSql(request.sql.text, request.target, request.format, request.header),
          bind(request.sql.values),
        )
        send({ id, kind: 'done' })
        break
      case 'explain':
        send({ id, kind: 'plans', plans: await explainQuery(connection, request.sql) })
        break
      case 'create':
        await createTable(connection, request.table, request.select, request.uniqueColumn)
        send({ id, kind: 'done' })
        break
      case 'figures':
        send({ id, kind: 'figures', figures: { ...meter.read(), ...(await memoryOf(session)) } })
        break
      case 'drop':
        await connection.run(`DROP TABLE IF EXISTS ${quoteName(request.table)}`)
        send({ id, kind: 'done' })
        break
    }
  } catch (error) {
    send({ id, kind: 'error', ...describeError(error, signal.aborted) })
  } finally {
    connection?.disconnectSync()
  }
}

async function createTable(
  connection: DuckDBConnection,
  table: string,
  select: BoundSql,
  uniqueColumn: string | null,
): Promise<void> {
  const name = quoteName(table)
  try {
    await connection.run(`CREATE TABLE ${name} AS ${select.text}`, bind(select.values))
    if (uniqueColumn !== null)
      await connection.run(`CREATE UNIQUE INDEX ${quoteName(`${table}_index`)} ON ${name} (${quoteName(uniqueColumn)})`)
  } catch (error) {
    await connection.run(`DROP TABLE IF EXISTS ${name}`)
    throw error
  }
}

async function runJob(
  { connection, tempDir, queries }: Pick<Tools, 'tempDir' | 'queries'> & { readonly connection: DuckDBConnection },
  id: number,
  job: WorkerJob,
  signal: AbortSignal,
  send: (answer: WorkerAnswer) => void,
): Promise<readonly EngineOutput[]> {
  queries.resize(job.threads + 1)
  await connection.run(`SET GLOBAL threads = ${job.threads}`)
  await connection.run('SET enable_progress_bar = true')
  await connection.run('SET enable_progress_bar_print = false')
  return withProfile(connection, join(tempDir, `profile-${process.pid}-${id}.json`), async (profile) => {
    const outputs: EngineOutput[] = []
    const turn = new JobTurn(queries)
    for (const [index, statement] of job.statements.entries()) {
      signal.throwIfAborted()
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
      const started = performance.now()
      if (statement.rows !== undefined) await loadArrowRows(connection, statement.rows, () => signal.throwIfAborted())
      const partitioned = statement.partitionBy !== undefined
      await makeFolder(partitioned ? statement.target : dirname(statement.target))
      // What it waits for others is no time of its own.
      const ready = performance.now()
      let begun = ready
      const inTurn = <T>(query: () => Promise<T>): Promise<T> =>
        turn.take(async () => {
          begun = performance.now()
          const timer = setInterval(report, PROGRESS_MS)
          try {
            return await query()
          } finally {
            clearInterval(timer)
          }
        }, signal)
      const files = await runCopy(
        connection,
        copySql(statement.select, statement.target, statement.partitionBy),
        RESULT_STATS,
        bind(statement.select.values),
        inTurn,
      )
      outputs.push({ files, elapsedMs: ready - started + performance.now() - begun, profile: await profile.read() })
      if (statement.rows !== undefined) await connection.run(`DROP TABLE ${quoteName(statement.rows.table)}`)
    }
    return outputs
  })
}

const NO_ROWS = '0 rows, hash 0'

async function runRewrite(
  connection: DuckDBConnection,
  job: RewriteJob,
  signal: AbortSignal,
): Promise<readonly NewFile[]> {
  await makeFolder(job.folder)
  const files = await runCopy(connection, job.copy, { statsColumns: new Map(job.statistics) })
  signal.throwIfAborted()
  const read = async (sql: string) =>
    (await connection.runAndReadAll(sql)).getRows()[0]?.map(String).join(' rows, hash ')
  const before = await read(job.fingerprint.before)
  signal.throwIfAborted()
  const paths = files.map((file) => file.path)
  const after = paths.length === 0 ? NO_ROWS : await read(writtenFingerprint(job, paths))
  if (before !== after) {
    throw new MillraceError(
      'IO_ERROR',
      `Files that were written to ${job.folder} do not hold what was read (${before ?? ''}; ${after ?? ''}). Nothing was changed.`,
    )
  }
  return files
}

function copySql(select: BoundSql, target: string, partitionBy: string | undefined): string {
  const partition =
    partitionBy === undefined ? '' : `, PARTITION_BY (${partitionBy}), APPEND, FILENAME_PATTERN 'part-{uuid}'`
  return `COPY (${select.text}) TO ${quoteText(target)} (${DATA_FILE}${partition})`
}

function bind(values: readonly SqlValue[]): SqlValue[] {
  return [...values]
}

function describeError(error: unknown, cancelled: boolean): WorkerError {
  const message = messageOf(error)
  if (cancelled) return { code: 'BATCH_CANCELLED', message: 'The batch was cancelled.', canRetry: false }
  if (error instanceof MillraceError) return { code: error.code, message, canRetry: error.canRetry }
  const known = toFileError(error)
  if (codeOf(known) === 'DISK_FULL')
    return { code: 'DISK_FULL', message: 'The disk is full. Free space, then run the batch again.', canRetry: true }
  if (known instanceof MillraceError) return { code: known.code, message: known.message, canRetry: known.canRetry }
  if (message.includes(TOO_LONG_FOR_CELL))
    return { code: 'INVALID_REQUEST', message: TOO_LONG_FOR_CELL, canRetry: false }
  const [cause = ''] = message.split('\n')
  return {
    code: 'INTERNAL_ERROR',
    message: `DuckDB failed: ${cause}. Try again; if it stays so, report it with the file of \`millrace doctor --bundle FILE\`.`,
    canRetry: false,
  }
}

void main().catch((error: unknown) => {
  process.stderr.write(redact(`batch worker: ${messageOf(error)}\n`))
  process.exit(1)
})
