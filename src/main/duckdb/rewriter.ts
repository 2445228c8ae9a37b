import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileRewriter } from '../lake/compact'
import type { Logger } from '../log/logger'
import { planRewrite } from './rewrite-sql'
import type { LaunchWorker } from './worker-process'
import { startBatchWorker, type BatchWorker } from './worker-client'

export interface RewriterOptions {
  /** The built `batch-worker.cjs`. */
  readonly script: string
  readonly launch: LaunchWorker
  /** Spilling goes to a folder of its own in here. */
  readonly tempDir: string
  /** Bytes. */
  readonly tempLimit: number
  readonly memoryLimit: number
  readonly folders: readonly string[]
  readonly log: Logger
}

/** What a sort may take of memory before it spills. */
const MEMORY = 512 * 2 ** 20
const IDLE_MS = 10_000

/**
 * Compactions in a process of their own, one thread at the lowest priority: neither stream nor batches wait for it,
 * and its memory goes with it when there is nothing more to do.
 */
export function openFileRewriter(options: RewriterOptions): FileRewriter & { close(): Promise<void> } {
  const tempDir = join(options.tempDir, `compact-${process.pid}`)
  let worker: BatchWorker | null = null
  let atWork = 0
  let idle: NodeJS.Timeout | null = null

  function start(): BatchWorker {
    return startBatchWorker({
      script: options.script,
      launch: options.launch,
      jobs: 1,
      setup: {
        threads: 1,
        memoryLimit: Math.min(MEMORY, options.memoryLimit),
        tempDir,
        tempLimit: options.tempLimit,
        folders: [...options.folders, tempDir],
        lowPriority: true,
      },
      log: options.log,
    })
  }

  async function close(): Promise<void> {
    if (idle !== null) clearTimeout(idle)
    idle = null
    const ending = worker
    worker = null
    if (ending === null) return
    await ending.close()
    await rm(tempDir, { recursive: true, force: true })
  }

  return {
    async rewrite(request, signal) {
      if (idle !== null) clearTimeout(idle)
      idle = null
      worker ??= start()
      atWork++
      try {
        return await worker.rewrite(planRewrite(request), signal)
      } finally {
        atWork--
        if (atWork === 0) idle = setTimeout(() => void close(), IDLE_MS).unref()
      }
    },
    close,
  }
}
