import type { ExportStream, LakeOperations, TableRowsOperations } from '../../shared/engine'
import { MillraceError } from '../../shared/errors'
import { isBatchTable } from '../../shared/table'
import type { ResultOperations } from './result-operations'

/**
 * Who reads which results, by batch or by the name of a table: the files of a batch are deleted only when nobody reads
 * them any more. A reader counts from before it looks the record up, and a deletion takes the record away before it
 * looks for readers: so a reader finds the record gone, or is waited for.
 */
export class ResultReaders {
  private readonly counts = new Map<string, number>()
  private readonly waiting = new Map<string, (() => void)[]>()

  isRead(batchId: string): boolean {
    return this.counts.has(batchId)
  }

  /** Resolves when nobody reads it: at once, or with the last reader. */
  free(batchId: string): Promise<void> {
    if (!this.isRead(batchId)) return Promise.resolve()
    return new Promise((resolve) => this.waiting.set(batchId, [...(this.waiting.get(batchId) ?? []), resolve]))
  }

  async during<T>(batchIds: readonly string[], read: () => Promise<T>): Promise<T> {
    const release = this.hold(batchIds)
    try {
      return await read()
    } finally {
      release()
    }
  }

  /** Until the last chunk was taken, or the taker has gone. */
  async duringExport(
    batchId: string,
    open: () => Promise<ExportStream>,
    signal: AbortSignal | undefined,
  ): Promise<ExportStream> {
    const release = this.hold([batchId])
    try {
      const file = await open()
      return { ...file, chunks: heldChunks(file.chunks, release, signal) }
    } catch (error) {
      release()
      throw error
    }
  }

  private hold(batchIds: readonly string[]): () => void {
    for (const id of batchIds) this.counts.set(id, (this.counts.get(id) ?? 0) + 1)
    let held = true
    return () => {
      if (!held) return
      held = false
      for (const id of batchIds) this.letGo(id)
    }
  }

  private letGo(batchId: string): void {
    const left = (this.counts.get(batchId) ?? 1) - 1
    if (left > 0) {
      this.counts.set(batchId, left)
      return
    }
    this.counts.delete(batchId)
    const wake = this.waiting.get(batchId) ?? []
    this.waiting.delete(batchId)
    for (const resolve of wake) resolve()
  }
}

/** The same door, whose every method holds what it reads. */
export function holdWhatIsRead(door: ResultOperations, readers: ResultReaders): ResultOperations {
  return {
    raw: (id, page, signal) => readers.during([id], () => door.raw(id, page, signal)),
    aggregated: (id, name, page, signal) => readers.during([id], () => door.aggregated(id, name, page, signal)),
    rawColumns: (id, query, signal) => readers.during([id], () => door.rawColumns(id, query, signal)),
    rawColumn: (id, column, query, signal) => readers.during([id], () => door.rawColumn(id, column, query, signal)),
    aggregatedColumns: (id, name, query, signal) =>
      readers.during([id], () => door.aggregatedColumns(id, name, query, signal)),
    aggregatedColumn: (id, name, column, query, signal) =>
      readers.during([id], () => door.aggregatedColumn(id, name, column, query, signal)),
    drillDown: (id, name, row, page, signal) => readers.during([id], () => door.drillDown(id, name, row, page, signal)),
    compare: (left, right, name, page, signal) =>
      readers.during([left, right], () => door.compare(left, right, name, page, signal)),
    explain: (id) => readers.during([id], () => door.explain(id)),
    exportRaw: (id, request, signal) => readers.duringExport(id, () => door.exportRaw(id, request, signal), signal),
    exportAggregated: (id, name, request, signal) =>
      readers.duringExport(id, () => door.exportAggregated(id, name, request, signal), signal),
  }
}

/**
 * The same tables by name, where those of a batch count as its results. Their folder says nothing of a record: who comes
 * while the batch is being deleted is refused, so that the files go at last.
 * @param isDeleted whether its record is gone, and its files may be going
 */
export function holdTablesThatAreRead(
  lake: LakeOperations & TableRowsOperations,
  readers: ResultReaders,
  isDeleted: (batchId: string) => boolean,
): LakeOperations & TableRowsOperations {
  function during<T>(name: string, read: () => Promise<T>): Promise<T> {
    if (!isBatchTable(name)) return read()
    const [batchId = ''] = name.split('/')
    return readers.during([batchId], async () => {
      if (isDeleted(batchId))
        throw new MillraceError('TABLE_NOT_FOUND', `There is no table ${name} any more: its batch was deleted.`)
      return read()
    })
  }
  return {
    list: (page) => lake.list(page),
    info: (name) => during(name, () => lake.info(name)),
    history: (name, limit) => during(name, () => lake.history(name, limit)),
    files: (name, version) => during(name, () => lake.files(name, version)),
    compact: (name) => during(name, () => lake.compact(name)),
    vacuum: (name, request) => during(name, () => lake.vacuum(name, request)),
    verify: (name, options) => during(name, () => lake.verify(name, options)),
    values: (name, column, query, signal) => during(name, () => lake.values(name, column, query, signal)),
  }
}

/** Not a generator: one that nobody began has no end to hear of. */
function heldChunks(
  chunks: AsyncIterable<Uint8Array>,
  release: () => void,
  signal: AbortSignal | undefined,
): ExportStream['chunks'] {
  let begun = false
  const leave = () => {
    if (!begun) release()
  }
  signal?.addEventListener('abort', leave, { once: true })
  if (signal?.aborted === true) leave()
  function end(): void {
    signal?.removeEventListener('abort', leave)
    release()
  }
  return {
    [Symbol.asyncIterator]() {
      const iterator = chunks[Symbol.asyncIterator]()
      return {
        async next() {
          begun = true
          try {
            const next = await iterator.next()
            if (next.done === true) end()
            return next
          } catch (error) {
            end()
            throw error
          }
        },
        async return() {
          try {
            await iterator.return?.()
          } finally {
            end()
          }
          return { done: true, value: undefined }
        },
      }
    },
  }
}
