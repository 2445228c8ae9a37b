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

export const MINUTE_MS = 60_000
export const WINDOW_MS = 5 * MINUTE_MS
/** How late an event may be (original.md, 5.9). */
export const WATERMARK_DELAY_MS = 10 * MINUTE_MS

interface Cell {
  rows: number
  revenue: number
  fraud: number
  customers: DistinctSketch
}

/**
 * Sliding 5-minute windows every minute, per category, kept as one cell a minute: a window is the sum of
 * its five. As in Spark, rows are judged by the watermark that the micro-batch before left behind: a row
 * counts in those of its windows that end after it, and is late where none does.
 */
export class Dashboard {
  private readonly minutes = new Map<number, Map<string | null, Cell>>()
  private mark: number

  /** @param watermark epoch ms; 0 before the first event, so what happened before 1970 is late */
  constructor(watermark: number) {
    this.mark = watermark
  }

  get watermark(): number {
    return this.mark
  }

  /** Adds a micro-batch; the number of rows that came too late for every one of their windows. */
  add(input: readonly MinuteInput[]): number {
    let late = 0
    for (const part of input) {
      if (part.minute + WINDOW_MS <= this.mark) {
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

  /** Raises the watermark (epoch ms), never lowers it; the windows that thereby became final, which are then forgotten. */
  advance(watermark: number): WindowRow[] {
    if (watermark <= this.mark) return []
    const before = this.mark
    this.mark = watermark
    const final = this.windows((end) => end > before && end <= watermark)
    for (const minute of this.minutes.keys()) if (minute + WINDOW_MS <= watermark) this.minutes.delete(minute)
    return final
  }

  /** Open windows, by start and category. */
  open(): WindowRow[] {
    return this.windows((end) => end > this.mark)
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
    if (cell === undefined) cells.set(category, (cell = newCell()))
    return cell
  }

  private windows(wanted: (end: number) => boolean): WindowRow[] {
    const starts = new Set<number>()
    for (const minute of this.minutes.keys()) {
      for (let start = minute - WINDOW_MS + MINUTE_MS; start <= minute; start += MINUTE_MS) {
        if (wanted(start + WINDOW_MS)) starts.add(start)
      }
    }
    return [...starts].sort((left, right) => left - right).flatMap((start) => this.windowAt(start))
  }

  private windowAt(start: number): WindowRow[] {
    const sums = new Map<string | null, Cell>()
    for (let minute = start; minute < start + WINDOW_MS; minute += MINUTE_MS) {
      for (const [category, cell] of this.minutes.get(minute) ?? []) {
        let sum = sums.get(category)
        if (sum === undefined) sums.set(category, (sum = newCell()))
        sum.rows += cell.rows
        sum.revenue += cell.revenue
        sum.fraud += cell.fraud
        sum.customers.merge(cell.customers)
      }
    }
    return [...sums]
      .map(([category, { rows, revenue, fraud, customers }]) => ({
        start,
        end: start + WINDOW_MS,
        category,
        rows,
        revenue,
        fraud,
        customers: customers.estimate(),
      }))
      .sort(compareWindows)
  }
}

/** By start, then category with null first. */
export function compareWindows(left: WindowRow, right: WindowRow): number {
  return left.start - right.start || compareNullsFirst(left.category, right.category)
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

function newCell(): Cell {
  return { rows: 0, revenue: 0, fraud: 0, customers: new DistinctSketch() }
}

function compareNullsFirst(left: string | null, right: string | null): number {
  if (left === right) return 0
  if (left === null) return -1
  return right === null || left > right ? 1 : -1
}
