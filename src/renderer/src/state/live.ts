import { create } from 'zustand'
import type { SampleState } from '../../../shared/sample'
import type { MicroBatch, StreamStatus } from '../../../shared/stream'

/** One point of the live charts. */
export interface LivePoint {
  /** Epoch ms. */
  readonly at: number
  readonly input: number
  /** What the engine could take in: rows of the last micro-batch by its duration. */
  readonly processed: number | null
  /** Null where only the micro-batches are known. */
  readonly lag: number | null
}

export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  | { readonly kind: 'offline'; readonly since: number; readonly reason: string }

export interface Live {
  readonly connection: Connection
  readonly version: string | null
  readonly status: StreamStatus | null
  /** When `status` was received, epoch ms. */
  readonly statusAt: number | null
  /** About the last half hour, oldest first. */
  readonly trail: readonly LivePoint[]
  readonly sample: SampleState | null
}

/** The engine as it is now; `connect.ts` feeds it. */
export const useLive = create<Live>(() => ({
  connection: { kind: 'connecting' },
  version: null,
  status: null,
  statusAt: null,
  trail: [],
  sample: null,
}))

/** What is on screen was told before the engine was lost. */
export function useOffline(): boolean {
  return useLive((live) => live.connection.kind === 'offline')
}

const POINT_MS = 5000
const MAX_POINTS = 360

/** One frame for all figures, so that they agree. */
export function showStatus(status: StreamStatus, at: number): void {
  useLive.setState((live) => ({
    status,
    statusAt: at,
    trail: extendTrail(live.trail, status, at),
  }))
}

function extendTrail(trail: readonly LivePoint[], status: StreamStatus, at: number): readonly LivePoint[] {
  if (!status.active) return trail
  if (trail.length === 0) return trailOf(status.recentBatches)
  const last = trail.at(-1)
  if (last !== undefined && at - last.at < POINT_MS) {
    // Each point has the worst lag until the next one.
    return last.lag !== null && last.lag >= status.lag ? trail : [...trail.slice(0, -1), { ...last, lag: status.lag }]
  }
  const point = {
    at,
    input: status.inputRowsPerSecond,
    processed: capacityOf(status.lastBatch),
    lag: status.lag,
  }
  return [...trail.slice(1 - MAX_POINTS), point]
}

/** Rows a second that a micro-batch was written with; null where there is none. */
export function capacityOf(batch: MicroBatch | null): number | null {
  return batch === null || batch.totalMs === 0 ? null : (1000 * batch.rows) / batch.totalMs
}

/** What a page that has just come can know of the minutes before. */
function trailOf(batches: readonly MicroBatch[]): readonly LivePoint[] {
  return batches.flatMap((batch, index) => {
    const before = batches[index - 1]
    const span = before === undefined ? 0 : Date.parse(batch.at) - Date.parse(before.at)
    if (span <= 0) return []
    return [{ at: Date.parse(batch.at), input: (1000 * batch.rows) / span, processed: capacityOf(batch), lag: null }]
  })
}
