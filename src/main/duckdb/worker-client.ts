import { fork, type ChildProcess } from 'node:child_process'
import { messageOf, MillraceError } from '../../shared/errors'
import type { Row } from '../../shared/scalars'
import type { BatchWorker, WorkerOutput, WorkerProgress } from '../batch/ports'
import type { Logger } from '../log/logger'
import type { WorkerAnswer, WorkerRequest, WorkerSetup } from './worker-protocol'

export interface WorkerClientOptions {
  /** The built `batch-worker.cjs`. */
  readonly script: string
  readonly setup: WorkerSetup
  /** How many jobs may run at once; each holds a thread of libuv's pool. */
  readonly jobs: number
  readonly log: Logger
}

type RequestBody = WorkerRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never

interface Pending {
  readonly resolve: (answer: WorkerAnswer) => void
  readonly reject: (error: Error) => void
  readonly onProgress: (progress: WorkerProgress) => void
  readonly kind: WorkerRequest['kind']
}

/** Files and messages of the worker need threads of their own beside eight queries (issue: never queue behind them). */
const SPARE_THREADS = 16
/** A worker that dies at once again and again must not take a core with it. */
const RESPAWN_MS = 500

/** Starts the batch worker and keeps it there. */
export function startBatchWorker(options: WorkerClientOptions): BatchWorker {
  const pending = new Map<number, Pending>()
  let nextId = 1
  let child: ChildProcess | null = null
  let closed = false
  let respawn: NodeJS.Timeout | null = null

  function spawn(): ChildProcess {
    const started = fork(options.script, [JSON.stringify(options.setup)], {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, UV_THREADPOOL_SIZE: String(options.jobs + SPARE_THREADS), ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
    })
    started.on('message', (answer: WorkerAnswer) => receive(answer))
    started.on('error', (error) => options.log.error({ err: error }, 'batch worker'))
    started.on('exit', (code, signal) => {
      if (child === started) child = null
      const reason = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`
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
      respawn = setTimeout(() => ensure(), RESPAWN_MS)
    })
    return started
  }

  function ensure(): ChildProcess {
    child ??= spawn()
    return child
  }

  function receive(answer: WorkerAnswer): void {
    const waiting = pending.get(answer.id)
    if (waiting === undefined) return
    if (answer.kind === 'progress') {
      waiting.onProgress(answer.progress)
      return
    }
    pending.delete(answer.id)
    if (answer.kind === 'error') waiting.reject(new MillraceError(answer.code, answer.message))
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
      const cancel = () => target.connected && target.send({ id, kind: 'cancel' } satisfies WorkerRequest)
      signal?.addEventListener('abort', cancel, { once: true })
      const forget = () => signal?.removeEventListener('abort', cancel)
      pending.set(id, {
        kind: body.kind,
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
        if (error === null) return
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
    async run(job, onProgress, signal): Promise<readonly WorkerOutput[]> {
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
    close() {
      closed = true
      if (respawn !== null) clearTimeout(respawn)
      const ending = child
      if (ending === null) return Promise.resolve()
      return new Promise((resolve) => {
        ending.once('exit', () => resolve())
        ending.kill('SIGKILL')
      })
    },
  }
}
