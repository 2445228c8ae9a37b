import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BATCH_ID } from '../../shared/batch'
import { isErrno, makeFolder } from '../durable'
import { failpoint } from '../failpoint'
import type { Logger } from '../log/logger'
import type { RegistryStore } from './stores'
import type { ResultReaders } from './result-readers'

export interface DeletionOptions {
  readonly registry: Pick<RegistryStore, 'remove'>
  readonly readers: ResultReaders
  readonly batchBasePath: string
  /** Lets go of what is remembered of a batch. */
  readonly forget: (batchId: string) => void
  readonly log: Logger
}

/** Deletes ended batches: the record at once, the files when nobody reads them any more. */
export interface Deletion {
  /** Resolves when the record is gone for good, and the files too where nobody reads them. */
  remove(batchId: string): Promise<void>
  /** Whether its deletion has begun and not ended. */
  isDeleted(batchId: string): boolean
  /** Ends what a crash or a stop cut off. */
  recover(): Promise<void>
  /** Files that are still read wait for the next start. */
  close(): Promise<void>
}

/** An empty folder of such a name says durably that a batch is being deleted, until its files are gone. */
const MARK_PREFIX = '.deleted-'

/** Deletes records at once and files as soon as nobody reads them. */
export function createDeletion({ registry, readers, batchBasePath, forget, log }: DeletionOptions): Deletion {
  const removing = new Set<Promise<void>>()
  const deleted = new Set<string>()
  let closed = false

  function markOf(batchId: string): string {
    return join(batchBasePath, MARK_PREFIX + batchId)
  }

  async function removeFiles(batchId: string): Promise<void> {
    forget(batchId)
    await rm(join(batchBasePath, batchId), { recursive: true, force: true })
    failpoint('delete:after-files')
    await rm(markOf(batchId), { recursive: true, force: true })
    deleted.delete(batchId)
  }

  async function removeRecord(batchId: string): Promise<void> {
    deleted.add(batchId)
    try {
      await makeFolder(markOf(batchId))
      failpoint('delete:after-mark')
      await registry.remove(batchId)
    } catch (error) {
      deleted.delete(batchId)
      throw error
    }
  }

  function track(work: Promise<void>): Promise<void> {
    removing.add(work)
    const done = () => removing.delete(work)
    work.then(done, done)
    return work
  }

  async function removeLater(batchId: string): Promise<void> {
    await readers.free(batchId)
    if (closed) return
    await track(removeFiles(batchId)).catch((err: unknown) =>
      log.warn({ batchId, err }, 'files of a deleted batch could not be removed; the next start tries again'),
    )
  }

  return {
    async remove(batchId) {
      await removeRecord(batchId)
      failpoint('delete:after-record')
      log.info({ batchId }, 'batch deleted')
      if (readers.isRead(batchId)) void removeLater(batchId)
      else await track(removeFiles(batchId))
    },
    isDeleted: (batchId) => deleted.has(batchId),
    async recover() {
      for (const name of await namesIn(batchBasePath)) {
        if (!name.startsWith(MARK_PREFIX)) continue
        const batchId = name.slice(MARK_PREFIX.length)
        // A mark of nobody's batch could stand for any folder.
        if (!BATCH_ID.test(batchId)) continue
        await registry.remove(batchId)
        await removeFiles(batchId)
      }
    },
    async close() {
      closed = true
      await Promise.allSettled(removing)
    },
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return []
    throw error
  }
}
