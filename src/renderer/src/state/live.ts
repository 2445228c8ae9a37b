import { create } from 'zustand'
import type { SampleState } from '../../../shared/sample'
import { capacityOf, type StreamStatus, type StreamTrail } from '../../../shared/stream'
import { extendTrail, TRAIL_POINT_MS, type LagPoint } from '../../../shared/trail'

/** One point of the live charts; its lag is at commit. */
export interface LivePoint extends LagPoint {
  readonly input: number
  /** What the engine could take in: rows of the last micro-batch by its duration. */
  readonly processed: number | null
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

export const MAX_RATES = 120
const SLOT_MS = 30_000

/** One frame for all figures, so that they agree. */
export function showStatus(status: StreamStatus, at: number): void {
  useLive.setState((live) => {
    const trail = withLook(live.trail, status, at)
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
    trail: trail.filter(({ at }) => at >= newest + TRAIL_POINT_MS).reduce<readonly LivePoint[]>(extendTrail, known),
  }))
}

function withLook(trail: readonly LivePoint[], status: StreamStatus, at: number): readonly LivePoint[] {
  if (!isReading(status)) return trail
  return extendTrail(trail, {
    at,
    input: status.inputRowsPerSecond,
    processed: capacityOf(status.lastBatch),
    lag: status.lagAtCommit,
  })
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
export function worstLags(trail: readonly LivePoint[]): readonly LagPoint[] {
  const worst = new Map<number, number>()
  for (const { at, lag } of trail) {
    const slot = Math.floor(at / SLOT_MS) * SLOT_MS
    worst.set(slot, Math.max(lag, worst.get(slot) ?? 0))
  }
  return [...worst].map(([at, lag]) => ({ at, lag }))
}
