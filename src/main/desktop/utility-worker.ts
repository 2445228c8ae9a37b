import { utilityProcess } from 'electron'
import type { WorkerLaunch, WorkerProcess } from '../duckdb/worker-process'
import type { WorkerAnswer } from '../duckdb/worker-protocol'

/** The batch worker as a utility process: a shipped Electron does not run as Node (rule 17). */
export function launchUtilityWorker({ script, argument, environment }: WorkerLaunch): WorkerProcess {
  const child = utilityProcess.fork(script, [argument], {
    env: Object.fromEntries(
      Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    serviceName: 'Millrace batch worker',
    stdio: 'inherit',
  })
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  return {
    get pid() {
      return child.pid
    },
    send(request) {
      if (!ended) child.postMessage(request)
    },
    onMessage: (listener) => void child.on('message', (answer: WorkerAnswer) => listener(answer)),
    // It tells no errors of its own: what fails ends it.
    onError: () => undefined,
    onExit: (listener) => void child.once('exit', (code) => listener(`exit code ${code}`)),
    kill() {
      if (child.pid === undefined) child.kill()
      else process.kill(child.pid, 'SIGKILL')
    },
  }
}
