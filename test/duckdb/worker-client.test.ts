import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startBatchWorker, type BatchWorker } from '../../src/main/duckdb/worker-client'
import { forkWorker, type WorkerProcess } from '../../src/main/duckdb/worker-process'
import { SILENT } from '../../src/main/log/logger'
import { WORKER_SCRIPT } from '../support/engine'
import { until } from '../support/until'

let folder: string
let worker: BatchWorker
const started: WorkerProcess[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-worker-'))
  started.length = 0
})
afterEach(async () => {
  await worker.close()
  await rm(folder, { recursive: true, force: true })
})

function start(silenceMs: number): void {
  worker = startBatchWorker({
    script: WORKER_SCRIPT,
    launch(what) {
      const launched = forkWorker(what)
      started.push(launched)
      return launched
    },
    setup: {
      threads: 1,
      memoryLimit: 2 ** 28,
      tempDir: join(folder, 'tmp'),
      tempLimit: 2 ** 28,
      folders: [folder],
    },
    jobs: 1,
    log: SILENT,
    silenceMs,
  })
}

const ONE = { text: 'SELECT 1 AS one', values: [] }

test('a worker that hangs, before it is up or later, is killed; who waits is told, and another one answers', async () => {
  start(3000)
  for (let hung = 0; hung < 2; hung++) {
    const pid = started.at(-1)?.pid
    if (pid === undefined) throw new Error('no worker was started')
    process.kill(pid, 'SIGSTOP')
    await expect(worker.explain(ONE)).rejects.toMatchObject({ code: 'WORKER_DIED', canRetry: true })
    // On a busy machine the next one may itself be too slow once.
    const rows = await until(
      () => worker.query(ONE).catch(() => null),
      (answer) => answer !== null,
      120_000,
    )
    expect(rows).toEqual([{ one: 1 }])
  }
  expect(worker.generation).toBeGreaterThanOrEqual(3)
}, 300_000)

test('a busy worker still answers a ping, so that it is not taken for one that hangs', async () => {
  start(60_000)
  const [child] = started
  const told: string[] = []
  const done = new Promise<void>((resolve) => {
    child?.onMessage(({ kind }) => {
      told.push(kind)
      if (kind === 'rows') resolve()
    })
  })
  const text = 'SELECT sum(hash(a.range) % 7)::BIGINT AS n FROM range(50000000) a'
  child?.send({ id: 1001, kind: 'query', sql: { text, values: [] } })
  child?.send({ id: 1002, kind: 'ping' })
  await done
  expect(told).toEqual(['pong', 'rows'])
}, 300_000)

test('a job that fails halfway leaves no file of its measurements, and says whether it may be tried again', async () => {
  start(60_000)
  const statement = (text: string, name: string) =>
    ({ phase: 'analysis', select: { text, values: [] }, target: join(folder, `${name}.parquet`) }) as const
  for (const [message, told] of [
    ['broken', { code: 'INTERNAL_ERROR', canRetry: false }],
    ['No space left on device', { code: 'DISK_FULL', canRetry: true }],
  ] as const) {
    const statements = [statement('SELECT 1 AS one', 'one'), statement(`SELECT error('${message}') AS two`, 'two')]
    await expect(
      worker.run({ statements, threads: 1 }, () => undefined, new AbortController().signal),
    ).rejects.toMatchObject(told)
  }
  expect((await readdir(join(folder, 'tmp'))).filter((name) => name.startsWith('profile-'))).toEqual([])
})
