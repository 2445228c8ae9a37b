import { MillraceError } from '../../shared/errors'
import { createTurn } from '../../shared/in-turn'
import { readChanges } from './changes'
import { conflict, findConflict } from './conflict'
import { readHistory } from './history'
import type { CheckpointReader } from './load-state'
import { createPins } from './pins'
import { planCommit } from './plan-commit'
import { planCreate } from './plan-create'
import type { CommitOutcome, CommitRequest, CreateTableRequest, LakeTable, LogStore, Snapshot } from './ports'
import { checkWritable } from './protocol'
import { createSnapshots } from './snapshots'
import { findVersionAt } from './version-at'

export interface TableOptions {
  readonly readCheckpoint: CheckpointReader
  readonly engineInfo: string
  /** Epoch ms. */
  readonly now: () => number
  /** Called after each commit of ours but the one that makes the table; must not throw. */
  readonly onCommit: (table: LakeTable, snapshot: Snapshot) => void
}

/** One Delta table: snapshots of its log, and commits in order. */
export function createLakeTable(log: LogStore, options: TableOptions): LakeTable {
  const { root } = log
  const { engineInfo, now } = options
  const snapshots = createSnapshots(log, options.readCheckpoint)
  /** Commits of one process go one after another: racing ourselves would only cost retries. */
  const inTurn = createTurn()

  const table: LakeTable = {
    root,
    pins: createPins(),
    snapshot: (version) => (version === undefined ? snapshots.newest() : snapshots.at(version)),
    async versionAt(time) {
      const current = await snapshots.newest()
      return current === null ? null : findVersionAt(log, current, time)
    },
    ensure: (request) => inTurn(() => ensure(request)),
    commit: (request) => inTurn(() => append(request)),
    async changes(after) {
      const current = await snapshots.newest()
      return current === null ? [] : readChanges(log, after, current)
    },
    async history(limit = Number.MAX_SAFE_INTEGER) {
      const current = await snapshots.newest()
      return current === null ? [] : readHistory(log, current.version, limit)
    },
  }
  return table

  async function ensure(request: CreateTableRequest): Promise<Snapshot> {
    const current = await snapshots.newest()
    if (current !== null) return current
    await log.create()
    await log.putCommit(0, planCreate(request, { engineInfo, now: now() }))
    const created = await snapshots.newest()
    if (created === null) throw new MillraceError('TABLE_CORRUPT', `The new table at ${root} cannot be read back.`)
    return created
  }

  async function append(request: CommitRequest): Promise<CommitOutcome> {
    let base: Snapshot | null = null
    for (;;) {
      const current = await snapshots.newest()
      if (current === null) return conflict('table_deleted', -1, `There is no Delta table at ${root}.`)
      const refused = findConflict(request, base ?? current, current)
      if (refused !== null) return refused
      base ??= current
      checkWritable(current)
      const version = current.version + 1
      const { text, timestamp } = planCommit(request, current, { engineInfo, now: now() })
      if (await log.putCommit(version, text)) {
        const committed = await snapshots.newest()
        if (committed === null || committed.version < version) {
          throw new MillraceError('TABLE_CORRUPT', `Version ${version} of ${root} vanished after it was committed.`)
        }
        options.onCommit(table, committed)
        return { kind: 'committed', version, timestamp, snapshot: committed }
      }
    }
  }
}
