import { MillraceError } from '../../../shared/errors'
import type { BoundSql } from '../../sql'
import type { BatchWorker } from '../worker-client'

/** A table to be made in the worker's memory from stored rows. */
export interface TableBuild {
  readonly key: string
  readonly select: BoundSql
  /** A unique index on `pos`: single rows are then found without a scan. */
  readonly indexed: boolean
  /** Estimated bytes of memory. */
  readonly bytes: number
}

interface Entry {
  readonly name: string
  readonly bytes: number
  readonly ready: Promise<void>
  isReady: boolean
  /** Requests that read it now: it is not dropped to make room. */
  readers: number
}

/**
 * Results that somebody explores, as tables in the worker's memory: sorting, filtering and fetching single rows is
 * many times as fast there as in compressed Parquet. They are copies, made on the first question and dropped, least
 * recently used first, when the budget is full; the worker may spill them, and may die without loss.
 */
export class ResultTables {
  private readonly entries = new Map<string, Entry>()
  private generation = -1
  private next = 1

  constructor(
    private readonly worker: Pick<BatchWorker, 'createTable' | 'dropTable' | 'generation'>,
    private readonly budget: number,
  ) {}

  /** Does `work` with the name of the table, or with null where it does not fit. */
  async use<T>(build: TableBuild, work: (table: string | null) => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      const entry = this.find(build)
      if (entry === null) return work(null)
      const { generation } = this
      entry.readers++
      try {
        await abortable(entry.ready, signal)
        return await work(entry.name)
      } catch (error) {
        if (signal?.aborted === true) throw error
        if (error instanceof BuildFailed) return await work(null)
        // The worker died and its tables with it: once more, in the new one.
        if (attempt > 0 || this.worker.generation === generation) throw error
      } finally {
        entry.readers--
      }
    }
  }

  /** Whether the table is there now, so that nothing need be made or waited for. */
  has(key: string): boolean {
    return this.worker.generation === this.generation && this.entries.get(key)?.isReady === true
  }

  /** Drops the tables whose key begins so. */
  forget(prefix: string): void {
    for (const [key, entry] of this.entries) if (key.startsWith(prefix)) this.drop(key, entry)
  }

  private find(build: TableBuild): Entry | null {
    if (this.worker.generation !== this.generation) {
      this.entries.clear()
      this.generation = this.worker.generation
    }
    const known = this.entries.get(build.key)
    if (known !== undefined) {
      this.entries.delete(build.key)
      this.entries.set(build.key, known)
      return known
    }
    return this.makeRoom(build.bytes) ? this.create(build) : null
  }

  private create({ key, select, indexed, bytes }: TableBuild): Entry {
    const name = `result_${this.next++}`
    const ready = this.worker.createTable(name, select, indexed ? 'pos' : null).catch((cause: unknown) => {
      if (this.entries.get(key)?.name === name) this.entries.delete(key)
      throw new BuildFailed('the table could not be made', { cause })
    })
    const entry: Entry = { name, bytes, ready, isReady: false, readers: 0 }
    void ready.then(() => (entry.isReady = true)).catch(() => undefined)
    this.entries.set(key, entry)
    return entry
  }

  private makeRoom(bytes: number): boolean {
    if (bytes > this.budget) return false
    let used = [...this.entries.values()].reduce((sum, entry) => sum + entry.bytes, 0)
    for (const [key, entry] of this.entries) {
      if (used + bytes <= this.budget) break
      if (entry.readers > 0) continue
      this.drop(key, entry)
      used -= entry.bytes
    }
    return used + bytes <= this.budget
  }

  private drop(key: string, entry: Entry): void {
    this.entries.delete(key)
    void entry.ready.then(() => this.worker.dropTable(entry.name)).catch(() => undefined)
  }
}

class BuildFailed extends Error {}

/** Waits for what others wait for too: leaving does not end it. */
function abortable(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const leave = () => reject(new MillraceError('BATCH_CANCELLED', 'The request was given up.'))
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
