import { fork } from 'node:child_process'
import type { WorkerAnswer, WorkerRequest } from './worker-protocol'

/** The batch worker as a process of its own, whoever starts it: Node, or Electron, which may not run as Node. */
export interface WorkerProcess {
  readonly pid: number | undefined
  /** Reports a message that could not be sent; does nothing once the process has ended. */
  send(request: WorkerRequest, onError?: (error: Error) => void): void
  onMessage(listener: (answer: WorkerAnswer) => void): void
  onError(listener: (error: Error) => void): void
  /** Once, with words for the log: `exit code 1`, `signal SIGKILL`. */
  onExit(listener: (reason: string) => void): void
  /** At once, without a word. */
  kill(): void
}

export interface WorkerLaunch {
  /** The built `batch-worker.cjs`. */
  readonly script: string
  readonly argument: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

export type LaunchWorker = (launch: WorkerLaunch) => WorkerProcess

/** On plain Node. */
export function forkWorker({ script, argument, environment }: WorkerLaunch): WorkerProcess {
  const child = fork(script, [argument], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...environment },
    execArgv: [],
  })
  return {
    pid: child.pid,
    send(request, onError) {
      if (!child.connected) return
      child.send(request, (error) => {
        if (error !== null) onError?.(error)
      })
    },
    onMessage: (listener) => void child.on('message', (answer: WorkerAnswer) => listener(answer)),
    onError: (listener) => void child.on('error', listener),
    onExit: (listener) =>
      void child.once('exit', (code, signal) =>
        listener(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`),
      ),
    kill: () => void child.kill('SIGKILL'),
  }
}
