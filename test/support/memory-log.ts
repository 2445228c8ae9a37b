import { MillraceError } from '../../src/shared/errors'
import { checkpointActions } from '../../src/main/lake/checkpoint'
import type { CheckpointReader } from '../../src/main/lake/load-state'
import { parseCommit, stringifyActions } from '../../src/main/lake/log-entry'
import { commitName, versionName } from '../../src/main/lake/paths'
import type { LogStore, Snapshot } from '../../src/main/lake/ports'
import type { Random } from './random'

/** The log of a table in memory: its files by name, and who is first has a name. */
export interface MemoryLog extends LogStore {
  /** Its checkpoints are held as lines. A damaged one is TABLE_CORRUPT. */
  readonly readCheckpoint: CheckpointReader
  /** @throws where there is no such file */
  text(name: string): string
  /** As whoever has the folder may: also over a file that is there. */
  write(name: string, text: string): void
  remove(...names: readonly string[]): void
  /** A checkpoint with all tombstones. Its name. */
  checkpoint(snapshot: Snapshot): string
  /** The table is dropped. */
  drop(): void
}

/** @param root absolute, for messages alone */
export function createMemoryLog(root = '/memory/table'): MemoryLog {
  const files = new Map<string, { readonly text: string; readonly serial: number }>()
  let isThere = false
  let serial = 0

  function write(name: string, text: string): void {
    files.set(name, { text, serial: ++serial })
  }

  function text(name: string): string {
    const file = files.get(name)
    if (file === undefined) throw new Error(`there is no ${name}`)
    return file.text
  }

  // An answer comes later, as one of a disk does.
  return {
    root,
    listNames: () => Promise.resolve([...files.keys()].reverse()),
    readCommitText: (version) => Promise.resolve(files.get(commitName(version))?.text ?? null),
    fileTime(name) {
      const file = files.get(name)
      return file === undefined ? Promise.reject(noFile(name)) : Promise.resolve(file.serial)
    },
    commitIdentity: (version) => Promise.resolve(files.get(commitName(version))?.serial.toString() ?? null),
    create() {
      isThere = true
      return Promise.resolve()
    },
    putCommit(version, content) {
      const name = commitName(version)
      if (!isThere) return Promise.reject(noFile(name))
      if (files.has(name)) return Promise.resolve(false)
      write(name, content)
      return Promise.resolve(true)
    },
    readCheckpoint({ names: [name = ''] }) {
      return Promise.resolve().then(() => parseCommit(text(name), name))
    },
    text,
    write,
    remove(...names) {
      for (const name of names) files.delete(name)
    },
    checkpoint(snapshot) {
      const name = `${versionName(snapshot.version)}.checkpoint.parquet`
      write(name, stringifyActions(checkpointActions(snapshot, 0)))
      return name
    },
    drop() {
      files.clear()
      isThere = false
    },
  }
}

/** The same log, with something that happens once between the writer's last look and its commit. */
export function beforeNextCommit(log: LogStore, happens: () => Promise<unknown>): LogStore {
  let isDue = true
  return {
    ...log,
    async putCommit(version, content) {
      if (isDue) {
        isDue = false
        await happens()
      }
      return log.putCommit(version, content)
    },
  }
}

/** The same log, each answer so many turns later: who is next among several is drawn. */
export function withDelays(log: LogStore, random: Random): LogStore {
  async function delayed<T>(ask: () => Promise<T>): Promise<T> {
    for (let turns = random.below(9); turns > 0; turns--) await Promise.resolve()
    const answer = await ask()
    for (let turns = random.below(9); turns > 0; turns--) await Promise.resolve()
    return answer
  }
  return {
    root: log.root,
    listNames: () => delayed(() => log.listNames()),
    readCommitText: (version) => delayed(() => log.readCommitText(version)),
    fileTime: (name) => delayed(() => log.fileTime(name)),
    commitIdentity: (version) => delayed(() => log.commitIdentity(version)),
    create: () => delayed(() => log.create()),
    putCommit: (version, content) => delayed(() => log.putCommit(version, content)),
  }
}

function noFile(name: string): MillraceError {
  return new MillraceError('IO_ERROR', `There is no ${name}.`)
}
