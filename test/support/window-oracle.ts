import type { DashboardWindow } from '../../src/shared/stream'

/** What the dashboard looks at of one event. */
export interface OracleEvent {
  /** Epoch ms. */
  readonly time: number
  readonly category: string
  readonly amount: number
  readonly status: string
  readonly fraud: boolean
  readonly customer: string
}

const MINUTE = 60_000

/**
 * The dashboard by its definition (decision 9), slowly: each event is put into each of its five windows that ends
 * after the watermark of its own partition just before it. Windows keep all their events. Where no partition
 * begins behind the table's watermark, that is all there is to tell.
 */
export class WindowOracle {
  private readonly partitions = new Map<number, number>()
  private readonly windows = new Map<string, OracleEvent[]>()
  late = 0

  /** Events of a partition in the order of their offsets. */
  add(events: readonly OracleEvent[], partition = 0): void {
    let newest = this.partitions.get(partition) ?? 0
    for (const event of events) {
      if (event.status === 'completed' || event.status === 'pending') this.count(event, newest - 10 * MINUTE)
      newest = Math.max(newest, event.time)
    }
    this.partitions.set(partition, newest)
  }

  /** Where all partitions are read to their ends. */
  get watermark(): number {
    return Math.max(...this.partitions.values()) - 10 * MINUTE
  }

  private count(event: OracleEvent, watermark: number): void {
    const minute = Math.floor(event.time / MINUTE) * MINUTE
    let counted = false
    for (let start = minute - 4 * MINUTE; start <= minute; start += MINUTE) {
      if (start + 5 * MINUTE <= watermark) continue
      counted = true
      const key = `${start}/${event.category}`
      this.windows.set(key, [...(this.windows.get(key) ?? []), event])
    }
    if (!counted) this.late++
  }

  /** All windows by start and category; amounts to the cent, since sums of doubles depend on their order. */
  all(): Omit<DashboardWindow, 'avg_order_value'>[] {
    return [...this.windows]
      .map(([key, events]) => {
        const [start = '', category = ''] = key.split('/')
        return {
          window_start: new Date(Number(start)).toISOString(),
          window_end: new Date(Number(start) + 5 * MINUTE).toISOString(),
          category,
          txn_count: events.length,
          window_revenue: cents(events.reduce((sum, event) => sum + event.amount, 0)),
          fraud_alerts: events.filter((event) => event.fraud).length,
          approx_unique_customers: new Set(events.map((event) => event.customer)).size,
          final: Number(start) + 5 * MINUTE <= this.watermark,
        }
      })
      .sort(byStartAndCategory)
  }
}

/** The dashboard's windows in the form of the oracle's. */
export function comparable(windows: readonly DashboardWindow[]): Omit<DashboardWindow, 'avg_order_value'>[] {
  return windows.map(({ avg_order_value: average, ...window }) => {
    if (cents(average) !== cents((window.window_revenue ?? 0) / window.txn_count)) throw new Error('a wrong average')
    return { ...window, window_revenue: cents(window.window_revenue) }
  })
}

function cents(value: number | null): number {
  return Math.round((value ?? 0) * 100) / 100
}

function byStartAndCategory(
  left: { window_start: string; category: string },
  right: { window_start: string; category: string },
): number {
  if (left.window_start !== right.window_start) return left.window_start < right.window_start ? -1 : 1
  return left.category < right.category ? -1 : 1
}
