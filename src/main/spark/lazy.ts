import type { SparkRemote } from '../../shared/config'
import type { RemoteEngine } from '../batch/ports'
import type { Logger } from '../log/logger'

/** The client of Spark Connect is loaded when the first batch needs it: start and idle memory stay as they are. */
export function openLazySpark(remote: SparkRemote, log: Logger): RemoteEngine {
  let opened: Promise<RemoteEngine> | null = null
  let engine: RemoteEngine | null = null
  async function open(): Promise<RemoteEngine> {
    opened ??= import('./engine').then(({ openSparkEngine }) => openSparkEngine({ remote, log }))
    return (engine = await opened)
  }
  return {
    run: async (job, onProgress, signal) => (await open()).run(job, onProgress, signal),
    explain: async (source, analyses) => (await open()).explain(source, analyses),
    abandon: async (batchIds) => (await open()).abandon(batchIds),
    get status() {
      return engine?.status ?? { remote: remote.shown, state: 'unknown', version: null }
    },
    close: async () => (await opened)?.close(),
  }
}
