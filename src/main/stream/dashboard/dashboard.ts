import type { DashboardWindow } from '../../../shared/stream'
import { MINUTE_MS, WINDOW_MINUTES, type MinuteInput, type WindowRow } from './ports'
import { DistinctSketch } from './sketch'

export const WINDOW_MS = WINDOW_MINUTES * MINUTE_MS

interface Cell {
  rows: number
  revenue: number
  fraud: number
  customers: DistinctSketch
}

/**
 * Sliding 5-minute windows every minute, per category, kept as cells a minute: a window is the sum of those of its
 * five minutes, but for what was late for it. A row of a minute is in the windows that end one to five minutes
 * after its start; it is late for the first of these by the watermark of its partition, or because they are final.
 */
export class Dashboard {
  /** By minute and category, then by how many windows it was late for. */
  private readonly minutes = new Map<number, Map<string | null, Map<number, Cell>>>()
  private mark: number

  /** @param watermark epoch ms, up to where windows are final; 0 before the first, so what happened before 1970 is late */
  constructor(watermark: number) {
    this.mark = watermark
  }

  get watermark(): number {
    return this.mark
  }

  /** Adds the rows of a commit, or of many. */
  add(input: readonly MinuteInput[]): void {
    for (const part of input) {
      if (isLate(part, this.mark)) continue
      const cell = this.cell(part)
      cell.rows += part.rows
      cell.revenue += part.revenue
      cell.fraud += part.fraud
      for (const hash of part.customers) cell.customers.add(hash)
    }
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
    for (const categories of this.minutes.values()) {
      for (const cells of categories.values()) {
        for (const { customers } of cells.values()) {
          rows++
          bytes += 100 + customers.size
        }
      }
    }
    return { rows, bytes }
  }

  private cell({ minute, category, late }: MinuteInput): Cell {
    let categories = this.minutes.get(minute)
    if (categories === undefined) this.minutes.set(minute, (categories = new Map<string | null, Map<number, Cell>>()))
    let cells = categories.get(category)
    if (cells === undefined) categories.set(category, (cells = new Map<number, Cell>()))
    let cell = cells.get(late)
    if (cell === undefined) cells.set(late, (cell = newCell()))
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
    for (let nth = 0; nth < WINDOW_MINUTES; nth++) {
      for (const [category, cells] of this.minutes.get(start + nth * MINUTE_MS) ?? []) {
        for (const [late, cell] of cells) {
          // Of the windows of this minute, this one is the last but `nth`.
          if (late >= WINDOW_MINUTES - nth) continue
          let sum = sums.get(category)
          if (sum === undefined) sums.set(category, (sum = newCell()))
          sum.rows += cell.rows
          sum.revenue += cell.revenue
          sum.fraud += cell.fraud
          sum.customers.merge(cell.customers)
        }
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

/** Rows that came too late for every one of their windows, which end at or below `watermark` (epoch ms) or were late before. */
export function lateRowsOf(input: readonly MinuteInput[], watermark: number): number {
  return input.reduce((sum, part) => sum + (isLate(part, watermark) ? part.rows : 0), 0)
}

function isLate({ minute, late }: MinuteInput, watermark: number): boolean {
  return late >= WINDOW_MINUTES || minute + WINDOW_MS <= watermark
}

/** By start, then category with null first. */
export function compareWindows(left: WindowRow, right: WindowRow): number {
  return left.start - right.start || compareNullsFirst(left.category, right.category)
}

/** A window as the API tells it. */
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
