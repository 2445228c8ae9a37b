import type { DashboardWindow } from '../../shared/stream'
import { DistinctSketch } from './sketch'

/** What one micro-batch brought to one minute and category; rows that are completed or pending only. */
export interface MinuteInput {
  /** Start of the minute, epoch ms. */
  readonly minute: number
  readonly category: string | null
  readonly rows: number
  readonly revenue: number
  readonly fraud: number
  /** 52-bit hashes of the customers seen. */
  readonly customers: readonly number[]
}

/** The columns of `stream/stream_aggregations`; times epoch ms. */
export interface WindowRow {
  readonly start: number
  readonly end: number
  readonly category: string | null
  readonly rows: number
  readonly revenue: number
  readonly fraud: number
  readonly customers: number
}

const MINUTE = 60_000
const WINDOW = 5 * MINUTE
/** How late an event may be (original.md, 5.9). */
export const WATERMARK_DELAY_MS = 10 * MINUTE

interface Cell {
  rows: number
  revenue: number
  fraud: number
  customers: DistinctSketch
}

/**
 * Sliding 5-minute windows every minute, per category, kept as one cell a minute: a window is the sum of
 * its five. As in Spark, rows are judged by the watermark that the micro-batch before left behind.
 */
export class Dashboard {
  private readonly minutes = new Map<number, Map<string | null, Cell>>()
  private mark: number | null

  /** @param watermark epoch ms; null before the first event */
  constructor(watermark: number | null) {
    this.mark = watermark
  }

  get watermark(): number | null {
    return this.mark
  }

  /** Adds a micro-batch; the rows that came too late for every one of their windows. */
  add(input: readonly MinuteInput[]): number {
    let late = 0
    for (const part of input) {
      if (this.mark !== null && part.minute + WINDOW <= this.mark) {
        late += part.rows
        continue
      }
      const cell = this.cell(part.minute, part.category)
      cell.rows += part.rows
      cell.revenue += part.revenue
      cell.fraud += part.fraud
      for (const hash of part.customers) cell.customers.add(hash)
    }
    return late
  }

  /** Raises the watermark, never lowers it; the windows that thereby became final, which are then forgotten. */
  advance(newestEvent: number): WindowRow[] {
    const before = this.mark
    const next = Math.max(before ?? Number.NEGATIVE_INFINITY, newestEvent - WATERMARK_DELAY_MS)
    this.mark = next
    const final = this.windows().filter((row) => row.end <= next && (before === null || row.end > before))
    for (const minute of this.minutes.keys()) if (minute + WINDOW <= next) this.minutes.delete(minute)
    return final
  }

  /** Open windows. */
  open(): WindowRow[] {
    const { mark } = this
    return this.windows().filter((row) => mark === null || row.end > mark)
  }

  get size(): { readonly rows: number; readonly bytes: number } {
    let rows = 0
    let bytes = 0
    for (const cells of this.minutes.values()) {
      rows += cells.size
      for (const cell of cells.values()) bytes += 100 + cell.customers.size
    }
    return { rows, bytes }
  }

  private cell(minute: number, category: string | null): Cell {
    let cells = this.minutes.get(minute)
    if (cells === undefined) this.minutes.set(minute, (cells = new Map<string | null, Cell>()))
    let cell = cells.get(category)
    if (cell === undefined)
      cells.set(category, (cell = { rows: 0, revenue: 0, fraud: 0, customers: new DistinctSketch() }))
    return cell
  }

  /** Every window that has a row, by start and category. */
  private windows(): WindowRow[] {
    const starts = new Set<number>()
    for (const minute of this.minutes.keys())
      for (let start = minute - WINDOW + MINUTE; start <= minute; start += MINUTE) starts.add(start)
    return [...starts].sort((left, right) => left - right).flatMap((start) => this.windowAt(start))
  }

  private windowAt(start: number): WindowRow[] {
    const sums = new Map<string | null, Cell>()
    for (let minute = start; minute < start + WINDOW; minute += MINUTE) {
      for (const [category, cell] of this.minutes.get(minute) ?? []) {
        let sum = sums.get(category)
        if (sum === undefined)
          sums.set(category, (sum = { rows: 0, revenue: 0, fraud: 0, customers: new DistinctSketch() }))
        sum.rows += cell.rows
        sum.revenue += cell.revenue
        sum.fraud += cell.fraud
        sum.customers.merge(cell.customers)
      }
    }
    return [...sums]
      .sort(([left], [right]) => compareNullsFirst(left, right))
      .map(([category, { rows, revenue, fraud, customers }]) => ({
        start,
        end: start + WINDOW,
        category,
        rows,
        revenue,
        fraud,
        customers: customers.estimate(),
      }))
  }
}

export function toWindow(row: WindowRow, final: boolean): DashboardWindow {
  return {
    window_start: new Date(row.start).toISOString(),
    window_end: new Date(row.end).toISOString(),
    category: row.category,
    txn_count: row.rows,
    window_revenue: row.revenue,
    avg_order_value: row.rows === 0 ? null : row.revenue / row.rows,
    fraud_alerts: row.fraud,
    approx_unique_customers: row.customers,
    final,
  }
}

function compareNullsFirst(left: string | null, right: string | null): number {
  if (left === right) return 0
  if (left === null) return -1
  return right === null || left > right ? 1 : -1
}
