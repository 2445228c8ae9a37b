import { create } from 'zustand'
import type { SampleState } from '../../../shared/sample'
import type { MicroBatch, StreamStatus, StreamTrail } from '../../../shared/stream'

/** One point of the live charts. */
export interface LivePoint {
  /** Epoch ms. */
  readonly at: number
  readonly input: number
  /** What the engine could take in: rows of the last micro-batch by its duration. */
  readonly processed: number | null
  /** At commit, the worst until the next point. */
  readonly lag: number
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
  /** Rows a second of each partition over the last ten minutes that were looked at, oldest first. */
  readonly rates: ReadonlyMap<number, readonly number[]>
  readonly sample: SampleState | null
}

/** The engine as it is now; `connect.ts` feeds it. */
export const useLive = create<Live>(() => ({
  connection: { kind: 'connecting' },
  version: null,
  status: null,
  statusAt: null,
  trail: [],
  rates: new Map(),
  sample: null,
}))

/** Whether rates and lag are known: a topic that is waited for has none, which is not 0. */
export function isReading(status: StreamStatus | null): status is StreamStatus & { readonly active: true } {
  return status?.active === true && status.state !== 'WAITING_FOR_TOPIC'
}

/** What is on screen was told before the engine was lost. */
export function useOffline(): boolean {
  return useLive((live) => live.connection.kind === 'offline')
}

const POINT_MS = 5000
const MAX_POINTS = 360
export const MAX_RATES = 120
const SLOT_MS = 30_000

/** One frame for all figures, so that they agree. */
export function showStatus(status: StreamStatus, at: number): void {
  useLive.setState((live) => {
    const trail = extendTrail(live.trail, status, at)
    const isNew = trail.at(-1)?.at !== live.trail.at(-1)?.at
    return { status, statusAt: at, trail, ...(isNew ? { rates: extendRates(live.rates, status) } : {}) }
  })
}

/** What the engine knows of the time before this page; what the page saw since comes after it. */
export function showTrail({ points }: StreamTrail): void {
  const known = points.map(({ at, inputRowsPerSecond, capacityRowsPerSecond, lagAtCommit }) => ({
    at: Date.parse(at),
    input: inputRowsPerSecond,
    processed: capacityRowsPerSecond,
    lag: lagAtCommit,
  }))
  const newest = known.at(-1)?.at ?? Number.NEGATIVE_INFINITY
  useLive.setState(({ trail }) => ({
    trail: [...known, ...trail.filter(({ at }) => at >= newest + POINT_MS)].slice(-MAX_POINTS),
  }))
}

function extendTrail(trail: readonly LivePoint[], status: StreamStatus, at: number): readonly LivePoint[] {
  if (!isReading(status)) return trail
  const last = trail.at(-1)
  if (last !== undefined && at - last.at < POINT_MS) {
    const { lagAtCommit } = status
    return last.lag >= lagAtCommit ? trail : [...trail.slice(0, -1), { ...last, lag: lagAtCommit }]
  }
  const point = {
    at,
    input: status.inputRowsPerSecond,
    processed: capacityOf(status.lastBatch),
    lag: status.lagAtCommit,
  }
  return [...trail.slice(1 - MAX_POINTS), point]
}

/** Rows a second that a micro-batch was written with; null where there is none. */
export function capacityOf(batch: MicroBatch | null): number | null {
  return batch === null || batch.totalMs === 0 ? null : (1000 * batch.rows) / batch.totalMs
}

function extendRates(rates: Live['rates'], { partitions }: StreamStatus): Live['rates'] {
  return new Map(
    partitions.map(({ partition, rowsPerSecond }) => [
      partition,
      [...(rates.get(partition) ?? []).slice(1 - MAX_RATES), rowsPerSecond],
    ]),
  )
}

/** The worst lag of each half minute, oldest first. */
export function worstLags(trail: readonly LivePoint[]): readonly { readonly at: number; readonly lag: number }[] {
  const worst = new Map<number, number>()
  for (const { at, lag } of trail) {
    const slot = Math.floor(at / SLOT_MS) * SLOT_MS
    worst.set(slot, Math.max(lag, worst.get(slot) ?? 0))
  }
  return [...worst].map(([at, lag]) => ({ at, lag }))
}
