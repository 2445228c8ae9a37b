import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { bundle } from '../support/bundle'
import { expectReadable, expectWhole, startCrashChild } from '../support/crash-run'
import { openParts } from '../support/engine-parts'
import { quickFolder } from '../support/quick-folder'
import { CRASH_CHILD } from './commit-steps'
import type { Fault, FaultRig, RigOptions } from './fault'
import { WITHOUT } from './guards'
import { checkOrder, type LoggedCommit } from './sync-order'

export const fsyncError: Fault = {
  name: 'fsync-error',
  missing: () => {
    if (process.platform !== 'linux') return 'needs Linux'
    return spawnSync('gcc', ['--version']).status === 0 ? null : 'needs gcc, to build the shim that fails an fsync'
  },
  canaries: [
    {
      guard: 'that a failed fsync is final',
      mutations: WITHOUT.failedSyncIsFinal,
      trials: 3,
      says: /committed though its fsync failed/,
    },
    {
      guard: 'fsync of the log folder',
      mutations: WITHOUT.logFolderSync,
      trials: 1,
      says: /not fsynced when it had to be|before .* was durable/,
    },
    {
      guard: 'fsync of data files',
      mutations: WITHOUT.dataSync,
      trials: 1,
      says: /not fsynced when it had to be|toHaveLength|length/,
    },
  ],
  note: () => 'data files, commit, log folder and table folder in turn; the order of each commit is checked too',
  open,
}

/**
 * What fails in turn, by how its path ends: a file of dead letters, one of rows (which are read back before they are
 * committed), a commit before it has its name, the folder of the log, that of the table.
 */
const FAILING = [
  { below: '/dead_letters/', suffix: '.parquet' },
  { below: '/transactions/', suffix: '.parquet' },
  { below: '', suffix: '.tmp' },
  { below: '', suffix: '/_delta_log' },
  { below: '', suffix: '/transactions' },
] as const

async function open({ mutations }: RigOptions): Promise<FaultRig> {
  const child = await bundle(CRASH_CHILD, mutations)
  const base = await quickFolder('millrace-fsync-')
  const shim = join(base, 'shim.so')
  execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-o', shim, join(import.meta.dirname, 'shim/fsync.c'), '-ldl'])
  return {
    async trial(random, index) {
      const { below, suffix } = FAILING[index % FAILING.length] ?? FAILING[0]
      const folder = await mkdtemp(join(base, 'run-'))
      const trace = join(folder, 'trace')
      const running = startCrashChild(
        child.script,
        { folder, seed: random.below(2 ** 32), trace },
        {
          LD_PRELOAD: shim,
          MILLRACE_SHIM_TRACE: trace,
          MILLRACE_SHIM_BELOW: below,
          MILLRACE_SHIM_SUFFIX: suffix,
          MILLRACE_SHIM_FAIL: String(1 + random.below(8)),
        },
      )
      try {
        const code = await running.ended
        expect(
          code,
          `it goes on by itself after a failed fsync of ${below}...${suffix}; its reason: ${running.reason}`,
        ).toBe(0)
        const lines = (await readFile(trace, 'utf8')).split('\n')
        expect(lines.filter((line) => line.startsWith('fsync failed'))).toHaveLength(1)
        checkOrder(lines, await commitsBelow(join(folder, 'stream')))
        const parts = await openParts(folder)
        try {
          await expectWhole(parts)
          await expectReadable(parts)
        } finally {
          await parts.close()
        }
      } finally {
        running.child.kill('SIGKILL')
        await rm(folder, { recursive: true, force: true })
      }
    },
    async close() {
      await rm(base, { recursive: true, force: true })
      await child.remove()
    },
  }
}

async function commitsBelow(folder: string): Promise<LoggedCommit[]> {
  const commits: LoggedCommit[] = []
  for (const table of await readdir(folder)) {
    const log = join(folder, table, '_delta_log')
    for (const name of (await readdir(log)).filter((one) => /^\d{20}\.json$/.test(one))) {
      const path = join(log, name)
      const actions = (await readFile(path, 'utf8'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { add?: { path: string }; txn?: { appId: string; version: number } })
      commits.push({
        path,
        data: actions.flatMap(({ add }) =>
          add === undefined ? [] : [join(dirname(log), decodeURIComponent(add.path))],
        ),
        last: new Map(
          actions.flatMap(({ txn }) => {
            const partition = /^millrace\/kafka\/crash\/(\d+)$/.exec(txn?.appId ?? '')?.[1]
            return partition === undefined || txn === undefined ? [] : [[Number(partition), txn.version] as const]
          }),
        ),
      })
    }
  }
  return commits
}
