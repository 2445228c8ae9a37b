import type { DashboardWindow } from '../../../../shared/stream'

const WINDOW_MS = 300_000

export interface TileSum {
  readonly revenue: number
  readonly count: number
  readonly fraud: number
}

/** Sliding windows overlap; those that end on a multiple of five minutes tile the time without overlap. */
export function sumTiles(windows: readonly DashboardWindow[]): TileSum {
  const tiles = windows.filter(({ window_end }) => Date.parse(window_end) % WINDOW_MS === 0)
  return {
    revenue: tiles.reduce((sum, { window_revenue }) => sum + (window_revenue ?? 0), 0),
    count: tiles.reduce((sum, { txn_count }) => sum + txn_count, 0),
    fraud: tiles.reduce((sum, { fraud_alerts }) => sum + fraud_alerts, 0),
  }
}

export interface WindowTotal {
  readonly start: string
  readonly end: string
  readonly revenue: number
  readonly rows: readonly DashboardWindow[]
}

/** One entry a window, oldest first. */
export function totalByWindow(windows: readonly DashboardWindow[]): readonly WindowTotal[] {
  const groups = new Map<string, DashboardWindow[]>()
  for (const window of windows) {
    const group = groups.get(window.window_end)
    if (group === undefined) groups.set(window.window_end, [window])
    else group.push(window)
  }
  return [...groups]
    .sort(([left], [right]) => left.localeCompare(right))
    .map(([end, rows]) => ({
      start: rows[0]?.window_start ?? end,
      end,
      revenue: rows.reduce((sum, { window_revenue }) => sum + (window_revenue ?? 0), 0),
      rows,
    }))
}

/** The newest window that is over by the clock, or the newest of all. */
export function currentWindow(totals: readonly WindowTotal[], now: number): WindowTotal | null {
  return totals.findLast(({ end }) => Date.parse(end) <= now) ?? totals.at(-1) ?? null
}
