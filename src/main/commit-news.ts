import type { EngineEvent } from '../shared/events'
import { coalesce, type Coalescer } from '../shared/coalesce'

/** Tells of commits, at most ten times a second for the stream and for each table, however many there are. */
export interface CommitNews {
  microBatch(committed: { readonly version: number; readonly rows: number; readonly deadLetters: number }): void
  table(name: string, version: number): void
  /** Tells what waits. */
  close(): void
}

const SPAN_MS = 100

/** Adds commits up, and publishes the sums. */
export function openCommitNews(publish: (event: EngineEvent) => void): CommitNews {
  const tables = new Map<string, number>()
  let stream = { commits: 0, rows: 0, deadLetters: 0, version: 0 }
  const telling: Coalescer = coalesce(tell, SPAN_MS)

  function tell(): void {
    if (stream.commits > 0) publish({ type: 'micro-batch', ...stream })
    stream = { ...stream, commits: 0, rows: 0, deadLetters: 0 }
    for (const [table, version] of tables) publish({ type: 'table', table, version })
    tables.clear()
  }

  return {
    microBatch({ version, rows, deadLetters }) {
      stream = {
        commits: stream.commits + 1,
        rows: stream.rows + rows,
        deadLetters: stream.deadLetters + deadLetters,
        version,
      }
      telling.poke()
    },
    table(name, version) {
      tables.set(name, version)
      telling.poke()
    },
    close() {
      telling.now()
      telling.close()
    },
  }
}
