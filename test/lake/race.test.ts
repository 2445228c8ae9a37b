import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createParquetPort } from '../../src/main/duckdb/parquet'
import { openSession } from '../../src/main/duckdb/session'
import { openLake } from '../../src/main/lake/lake'
import { deltaSchemaOf } from '../../src/main/lake/schema'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-race-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const PROCESSES = 4
const COMMITS = 25

test(`${PROCESSES} processes commit ${COMMITS} times each: contiguous versions, each commit once`, async () => {
  const root = join(folder, 'table')
  const session = await openSession({ threads: 1, memoryLimit: 2 ** 27, folders: [folder] })
  const lake = openLake({ parquet: createParquetPort(session), engineInfo: 'test' })
  await lake.table(root).ensure({ columns: deltaSchemaOf([{ name: 'id', kind: 'int64' }]), partitionColumns: [] })
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, '../support/commit-loop.ts'),
      outDir: join(folder, 'built'),
      rolldownOptions: { external: [/^[^./]/], output: { format: 'cjs', entryFileNames: 'loop.cjs' } },
    },
  })
  const children = Array.from({ length: PROCESSES }, (_, index) =>
    fork(join(folder, 'built/loop.cjs'), [root, String(index), String(COMMITS)], {
      execArgv: ['--require', join(import.meta.dirname, '../support/resolve-here.cjs')],
    }),
  )
  for (const [code] of (await Promise.all(children.map((child) => once(child, 'exit')))) as [number][])
    expect(code).toBe(0)
  const snapshot = await lake.table(root).snapshot()
  expect(snapshot?.version).toBe(PROCESSES * COMMITS)
  expect(new Set(snapshot?.files.map((file) => file.path)).size).toBe(PROCESSES * COMMITS)
  expect((await readdir(join(root, '_delta_log'))).filter((name) => name.endsWith('.tmp'))).toEqual([])
  await lake.close()
  session.close()
})
