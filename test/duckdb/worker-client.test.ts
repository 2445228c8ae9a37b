import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startBatchWorker, type BatchWorker } from '../../src/main/duckdb/worker-client'
import { forkWorker, type WorkerProcess } from '../../src/main/duckdb/worker-process'
import { codeOf } from '../../src/shared/errors'
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

test('jobs run one query more at a time than there are threads; pages wait for none, and who waits can be cancelled', async () => {
  start(60_000)
  const begin = (text: string, index: number) => {
    const stop = new AbortController()
    const target = join(folder, `job-${index}.parquet`)
    const statements = [{ phase: 'analysis', select: { text, values: [] }, target } as const]
    const job = { stop, ended: false, done: Promise.resolve<unknown>(undefined) }
    job.done = worker
      .run({ statements, threads: 1 }, () => undefined, stop.signal)
      .then(() => 'done', codeOf)
      .finally(() => (job.ended = true))
    return job
  }
  const long = [begin(LONG, 0), begin(LONG, 1)]
  // A query that runs has its file open.
  await until(
    async () => (await readdir(folder)).filter((name) => name.includes('job-')),
    (files) => files.length === 2,
    120_000,
  )
  const short = [begin('SELECT 1 AS one', 2), begin('SELECT 2 AS two', 3)]
  // Long beside what the short ones would take, if they ran.
  const text = 'SELECT sum(hash(a.range) % 7)::BIGINT AS n FROM range(20000000) a'
  expect(await worker.query({ text, values: [] })).toHaveLength(1)
  expect(short.map(({ ended }) => ended)).toEqual([false, false])
  short[0]?.stop.abort()
  expect(await short[0]?.done).toBe('BATCH_CANCELLED')
  expect(long.map(({ ended }) => ended)).toEqual([false, false])
  long[0]?.stop.abort()
  expect(await short[1]?.done).toBe('done')
  expect(long[1]?.ended).toBe(false)
  long[1]?.stop.abort()
  expect(await Promise.all(long.map(({ done }) => done))).toEqual(['BATCH_CANCELLED', 'BATCH_CANCELLED'])
}, 300_000)

/** Ends in no test. */
const LONG = 'SELECT sum(hash(a.range) % 7)::BIGINT AS n FROM range(1000000000000) a'
