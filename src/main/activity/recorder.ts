import type { ActivityEntry, ActivityPhase } from '../../shared/activity'
import type { BatchProgress } from '../../shared/batch'
import { int64ToJson } from '../../shared/scalars'
import type { MicroBatchTrace, MicroBatchWatcher } from '../stream/ports'

/** What is known of a batch beyond its record, while this process lives. */
interface BatchTrace {
  readonly phases: readonly ActivityPhase[]
}

/** Remembers how micro-batches and batches went, phase by phase. In memory: it begins anew with the process. */
export interface ActivityRecorder extends MicroBatchWatcher {
  /** A batch came to a phase; null: it ended. */
  batchPhase(batchId: string, progress: BatchProgress | null): void
  /** Newest first; the one that is being written before them. */
  microBatches(): readonly ActivityEntry[]
  batch(batchId: string): BatchTrace | null
}

const MICRO_BATCHES = 500
const BATCHES = 500

interface OpenPhase {
  readonly name: BatchProgress['phase']
  readonly detail: string | null
  readonly startedAt: number
}

interface Batch {
  readonly phases: ActivityPhase[]
  open: OpenPhase | null
}

/** Keeps the newest micro-batches and phases of batches. @param now epoch ms */
export function createActivityRecorder(now: () => number = Date.now): ActivityRecorder {
  const done: ActivityEntry[] = []
  const batches = new Map<string, Batch>()
  let writing: { readonly trace: MicroBatchTrace; readonly id: string } | null = null
  let count = 0

  function keep(entry: ActivityEntry): void {
    done.push(entry)
    if (done.length > MICRO_BATCHES) done.shift()
  }

  function describe({ topic, startedAt }: MicroBatchTrace, id: string, endedAt: number | null) {
    return {
      kind: 'micro-batch',
      pool: 'streaming-pool',
      id,
      name: topic,
      startedAt: new Date(startedAt).toISOString(),
      endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
      ms: spanMs(startedAt, endedAt ?? now()),
    } as const
  }

  const UNKNOWN = { phases: [], version: null, rows: null, deadLetters: null, bytes: null, files: null, error: null }

  return {
    writing(trace) {
      writing = { trace, id: `micro-batch-${++count}` }
    },
    committed({ version, rows, deadLetters, bytes, files, phases }) {
      if (writing === null) return
      keep({
        ...describe(writing.trace, writing.id, now()),
        state: 'COMPLETED',
        phases: phases.map(({ name, ms }) => ({ name, detail: null, ms: round(ms) })),
        version,
        rows,
        deadLetters,
        bytes: int64ToJson(BigInt(bytes)),
        files,
        error: null,
      })
      writing = null
    },
    failed(error) {
      if (writing === null) return
      keep({
        ...describe(writing.trace, writing.id, now()),
        ...UNKNOWN,
        state: 'FAILED',
        error: `${error.message} Its messages are read again.`,
      })
      writing = null
    },
    batchPhase(batchId, progress) {
      const batch = batches.get(batchId) ?? { phases: [], open: null }
      batches.set(batchId, batch)
      if (batches.size > BATCHES) batches.delete(batches.keys().next().value ?? '')
      const detail = progress?.analysis ?? null
      const { open } = batch
      if (open !== null) {
        // What comes before the first analysis is told without its name.
        if (open.name === progress?.phase && (open.detail ?? detail) === detail) {
          batch.open = { ...open, detail }
          return
        }
        batch.phases.push({ name: open.name, detail: open.detail, ms: round(spanMs(open.startedAt, now())) })
      }
      batch.open = progress === null ? null : { name: progress.phase, detail, startedAt: now() }
    },
    microBatches() {
      const newest = [...done].reverse()
      if (writing === null) return newest
      return [{ ...describe(writing.trace, writing.id, null), ...UNKNOWN, state: 'RUNNING' }, ...newest]
    },
    batch(batchId) {
      const batch = batches.get(batchId)
      if (batch === undefined) return null
      const { phases, open } = batch
      if (open === null) return { phases: [...phases] }
      return { phases: [...phases, { name: open.name, detail: open.detail, ms: round(spanMs(open.startedAt, now())) }] }
    },
  }
}

/** Of two moments of the clock, which may have been set back between them. */
export function spanMs(from: number, to: number): number {
  return Math.max(0, to - from)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
