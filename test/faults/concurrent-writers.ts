import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createParquetPort } from '../../src/main/duckdb/parquet'
import { openSession } from '../../src/main/duckdb/session'
import { openLake } from '../../src/main/lake/lake'
import { deltaSchemaOf } from '../../src/main/lake/schema'
import { bundle } from '../support/bundle'
import { quickFolder } from '../support/quick-folder'
import type { Fault, FaultRig, RigOptions } from './fault'
import { WITHOUT } from './guards'

const PROCESSES = 8

export const concurrentWriters: Fault = {
  name: 'concurrent-writers',
  canaries: [
    {
      guard: 'put if absent',
      mutations: WITHOUT.putIfAbsent,
      trials: 80,
      says: /contiguous versions|ended with|vanished/,
    },
  ],
  note: () => `${PROCESSES} processes at once`,
  open,
}

/** All commits run at once, so the first trial makes them all and the end looks at them. */
async function open({ mutations, trials }: RigOptions): Promise<FaultRig> {
  const child = await bundle(join(import.meta.dirname, '../support/commit-loop.ts'), mutations)
  const folder = await quickFolder('millrace-race-')
  const root = join(folder, 'table')
  const session = await openSession({ threads: 1, memoryLimit: 2 ** 27, folders: [folder] })
  const lake = openLake({ parquet: createParquetPort(session), engineInfo: 'test' })
  await lake.table(root).ensure({ columns: deltaSchemaOf([{ name: 'id', kind: 'int64' }]), partitionColumns: [] })
  const each = Math.ceil(trials / PROCESSES)
  return {
    async trial(_random, index) {
      if (index > 0) return
      const children = Array.from({ length: PROCESSES }, (_, number) =>
        fork(child.script, [root, String(number), String(each)], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }),
      )
      const codes = await Promise.all(children.map(async (one) => Number((await once(one, 'exit'))[0])))
      expect(codes, 'each process ended with 0').toEqual(children.map(() => 0))
    },
    async finish() {
      const snapshot = await lake.table(root).snapshot()
      expect(snapshot?.version, 'contiguous versions').toBe(PROCESSES * each)
      const paths = new Set(snapshot?.files.map((file) => file.path))
      expect(paths.size, 'contiguous versions, each commit once').toBe(PROCESSES * each)
      const left = (await readdir(join(root, '_delta_log'))).filter((name) => name.endsWith('.tmp'))
      expect(left, 'temporary files').toEqual([])
    },
    async close() {
      await lake.close()
      await session.close()
      await child.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
