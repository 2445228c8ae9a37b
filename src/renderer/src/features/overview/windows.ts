import type { DashboardWindow } from '../../../../shared/stream'

const WINDOW_MS = 300_000

export interface WindowSum {
  readonly revenue: number
  readonly count: number
  readonly fraud: number
}

function sumOf(windows: readonly DashboardWindow[]): WindowSum {
  return {
    revenue: windows.reduce((sum, { window_revenue }) => sum + (window_revenue ?? 0), 0),
    count: windows.reduce((sum, { txn_count }) => sum + txn_count, 0),
    fraud: windows.reduce((sum, { fraud_alerts }) => sum + fraud_alerts, 0),
  }
}

/** Sliding windows overlap; those that end on a multiple of five minutes tile the time without overlap. */
export function sumTiles(windows: readonly DashboardWindow[]): WindowSum {
  return sumOf(windows.filter(({ window_end }) => Date.parse(window_end) % WINDOW_MS === 0))
}

/** All categories of a window together, and each. */
export interface WindowTotal extends WindowSum {
  readonly start: string
  readonly end: string
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
      ...sumOf(rows),
      rows,
    }))
}

/** The newest window that is over by the clock, or the newest of all. */
export function currentWindow(totals: readonly WindowTotal[], now: number): WindowTotal | null {
  return totals.findLast(({ end }) => Date.parse(end) <= now) ?? totals.at(-1) ?? null
}
