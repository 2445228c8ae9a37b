import { messageOf, MillraceError } from '../../shared/errors'
import type { Row } from '../../shared/scalars'
import type { ProcessFigures } from '../../shared/activity'
import type { ExportFormat } from '../../shared/batch'
import type { EngineOutput, EngineProgress, QueryPlans } from '../batch/ports'
import type { NewFile } from '../lake/ports'
import type { Logger } from '../log/logger'
import type { BoundSql } from '../sql'
import type { RewriteJob } from './rewrite-sql'
import type { LaunchWorker, WorkerProcess } from './worker-process'
import type { WorkerAnswer, WorkerJob, WorkerRequest, WorkerSetup } from './worker-protocol'

export interface WorkerClientOptions {
  /** The built `batch-worker.cjs`. */
  readonly script: string
  readonly setup: WorkerSetup
  readonly launch: LaunchWorker
  /** How many jobs may run at once; each holds a thread of libuv's pool. */
  readonly jobs: number
  readonly log: Logger
  /** One that is asked and says nothing for so long, in milliseconds, is killed; a minute by default. */
  readonly silenceMs?: number
  /** It ended by itself and is started again. */
  readonly onDied?: (reason: string) => void
}

type RequestBody = WorkerRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never

interface Pending {
  readonly resolve: (answer: WorkerAnswer) => void
  readonly reject: (error: Error) => void
  readonly onProgress: (progress: EngineProgress) => void
}

/** Files and messages of the worker need threads of their own beside eight queries (issue: never queue behind them). */
const SPARE_THREADS = 16
/** Long beside what a busy machine takes to answer a ping, which waits for no query. */
const SILENCE_MS = 60_000
const PINGS = 6
/** No request has it. */
const PING_ID = 0
/** A worker that dies at once again and again must not take a core with it. */
const RESPAWN_MS = 500

/** The batch worker process, seen from the main process. It comes back by itself after a death. */
export interface BatchWorker {
  /** Rejects BATCH_CANCELLED, WORKER_DIED, OUT_OF_MEMORY, DISK_FULL. */
  run(
    job: WorkerJob,
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly EngineOutput[]>
  /** Small reads of stored results as API rows. Never waits for jobs. */
  query(sql: BoundSql, signal?: AbortSignal): Promise<readonly Row[]>
  /** Writes rows as one file in an export format; `header` false leaves out the CSV header. */
  exportFile(sql: BoundSql, target: string, format: ExportFormat, header: boolean, signal?: AbortSignal): Promise<void>
  /** How a query would be run; runs nothing. */
  explain(sql: BoundSql): Promise<QueryPlans>
  /** Makes a table of ours in the worker's memory, with a unique index where asked; gone when the worker dies. */
  createTable(name: string, select: BoundSql, uniqueColumn: string | null): Promise<void>
  dropTable(name: string): Promise<void>
  rewrite(job: RewriteJob, signal: AbortSignal): Promise<readonly NewFile[]>
  /** Goes up with each worker process: tables belong to one generation. */
  readonly generation: number
  /** Of the process itself, for people who look at it. */
  figures(): Promise<ProcessFigures>
  readonly alive: boolean
  close(): Promise<void>
}

/** Starts the batch worker and keeps it there. */
export function startBatchWorker(options: WorkerClientOptions): BatchWorker {
  const pending = new Map<number, Pending>()
  let nextId = 1
  let generation = 0
  let child: WorkerProcess | null = null
  let closed = false
  let respawn: NodeJS.Timeout | null = null
  let watch: NodeJS.Timeout | null = null
  /** Pings in a row after which it said nothing at all. */
  let unanswered = 0
  let resolveExit: () => void = () => undefined
  let exited: Promise<void> = Promise.resolve()

  function spawn(): WorkerProcess {
    const started = options.launch({
      script: options.script,
      argument: JSON.stringify(options.setup),
      environment: { ...process.env, UV_THREADPOOL_SIZE: String(options.jobs + SPARE_THREADS) },
    })
    exited = new Promise((resolve) => {
      resolveExit = resolve
    })
    generation++
    unanswered = 0
    started.onMessage(receive)
    started.onError((error) => options.log.error({ err: error }, 'batch worker'))
    started.onExit((reason) => {
      if (child === started) child = null
      resolveExit()
      for (const waiting of pending.values()) {
        waiting.reject(
          new MillraceError(
            'WORKER_DIED',
            `The batch worker process ended (${reason}) while it ran this. Run it again.`,
            { canRetry: true },
          ),
        )
      }
      pending.clear()
      if (closed) return
      options.log.warn({ reason }, 'batch worker ended; it is started again')
      options.onDied?.(reason)
      respawn = setTimeout(() => ensure(), RESPAWN_MS)
    })
    return started
  }

  function ensure(): WorkerProcess {
    child ??= spawn()
    return child
  }

  /**
   * Node without memory can hang before it runs a line of ours, and answers nothing then: whoever waits would wait
   * for good. Pings are counted, not time, which goes on while the machine sleeps.
   */
  function watchWhilePending(): void {
    unanswered = 0
    watch ??= setInterval(
      () => {
        if (pending.size === 0 || closed) {
          if (watch !== null) clearInterval(watch)
          watch = null
          return
        }
        if (unanswered++ < PINGS) child?.send({ id: PING_ID, kind: 'ping' })
        else {
          options.log.error({ pid: child?.pid }, 'batch worker does not answer; it is killed')
          child?.kill()
        }
      },
      (options.silenceMs ?? SILENCE_MS) / PINGS,
    )
    watch.unref()
  }

  function receive(answer: WorkerAnswer): void {
    unanswered = 0
    const waiting = pending.get(answer.id)
    if (waiting === undefined) return
    if (answer.kind === 'progress') {
      waiting.onProgress(answer.progress)
      return
    }
    pending.delete(answer.id)
    if (answer.kind === 'error')
      waiting.reject(new MillraceError(answer.code, answer.message, { canRetry: answer.canRetry }))
    else waiting.resolve(answer)
  }

  function request(
    body: RequestBody,
    signal: AbortSignal | undefined,
    onProgress: Pending['onProgress'] = () => undefined,
  ): Promise<WorkerAnswer> {
    if (closed) return Promise.reject(new MillraceError('SERVICE_UNAVAILABLE', 'Millrace is stopping.'))
    const id = nextId++
    return new Promise<WorkerAnswer>((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(new MillraceError('BATCH_CANCELLED', 'The batch was cancelled.'))
        return
      }
      const target = ensure()
      if (pending.size === 0) watchWhilePending()
      const cancel = () => target.send({ id, kind: 'cancel' })
      signal?.addEventListener('abort', cancel, { once: true })
      const forget = () => signal?.removeEventListener('abort', cancel)
      pending.set(id, {
        onProgress,
        resolve(answer) {
          forget()
          resolve(answer)
        },
        reject(error) {
          forget()
          reject(error)
        },
      })
      target.send({ ...body, id }, (error) => {
        pending.get(id)?.reject(
          new MillraceError('WORKER_DIED', `The batch worker cannot be reached: ${messageOf(error)}`, {
            canRetry: true,
          }),
        )
        pending.delete(id)
      })
    })
  }

  ensure()
  return {
    get alive() {
      return child !== null
    },
    async run(job, onProgress, signal): Promise<readonly EngineOutput[]> {
      const answer = await request({ kind: 'run', job }, signal, onProgress)
      if (answer.kind !== 'outputs') throw new Error(`unexpected answer ${answer.kind}`)
      return answer.outputs
    },
    async query(sql, signal): Promise<readonly Row[]> {
      const ask = () => request({ kind: 'query', sql }, signal)
      // A read changes nothing, so a worker that died under it is asked once more.
      const answer = await ask().catch((error: unknown) => {
        if (error instanceof MillraceError && error.code === 'WORKER_DIED') return ask()
        throw error
      })
      if (answer.kind !== 'rows') throw new Error(`unexpected answer ${answer.kind}`)
      return answer.rows
    },
    async exportFile(sql, target, format, header, signal) {
      await request({ kind: 'export', sql, target, format, header }, signal)
    },
    async explain(sql) {
      const answer = await request({ kind: 'explain', sql }, undefined)
      if (answer.kind !== 'plans') throw new Error(`unexpected answer ${answer.kind}`)
      return answer.plans
    },
    async createTable(table, select, uniqueColumn) {
      await request({ kind: 'create', table, select, uniqueColumn }, undefined)
    },
    async dropTable(table) {
      await request({ kind: 'drop', table }, undefined)
    },
    async figures() {
      const answer = await request({ kind: 'figures' }, undefined)
      if (answer.kind !== 'figures') throw new Error(`unexpected answer ${answer.kind}`)
      return answer.figures
    },
    get generation() {
      return generation
    },
    async rewrite(job, signal) {
      const answer = await request({ kind: 'rewrite', job }, signal)
      if (answer.kind !== 'files') throw new Error(`unexpected answer ${answer.kind}`)
      return answer.files
    },
    close() {
      closed = true
      if (respawn !== null) clearTimeout(respawn)
      if (watch !== null) clearInterval(watch)
      if (child === null) return Promise.resolve()
      child.kill()
      return exited
    },
  }
}
