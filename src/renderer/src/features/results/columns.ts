import type { AnalysisName } from '../../../../shared/batch'
import type { ColumnStatistics } from '../../../../shared/explore'
import type { Cell } from '../../../../shared/scalars'
import {
  formatCount,
  formatDecimal,
  formatList,
  formatMoney,
  formatPercent,
  formatTimestamp,
  NULL_TEXT,
} from '../../ui/format'

export type ColumnType = ColumnStatistics['type']

/** The group columns of each analysis, and the measure that its chart shows (design, 7). */
export const SHAPES: Readonly<Record<AnalysisName, { readonly keys: readonly string[]; readonly measure: string }>> = {
  revenue_by_category: { keys: ['category'], measure: 'total_revenue' },
  revenue_by_region: { keys: ['region', 'city'], measure: 'total_revenue' },
  payment_analysis: { keys: ['payment_method', 'card_network'], measure: 'transaction_count' },
  customer_segmentation: { keys: ['customer_id', 'customer_tier'], measure: 'lifetime_value' },
  fraud_analysis: { keys: ['category', 'region', 'channel', 'payment_method'], measure: 'fraud_count' },
  hourly_trends: { keys: ['event_date', 'event_hour'], measure: 'hourly_revenue' },
  channel_performance: { keys: ['channel'], measure: 'total_revenue' },
  inventory_velocity: {
    keys: ['product_id', 'product_name', 'category', 'sub_category', 'brand'],
    measure: 'daily_velocity',
  },
}

const MONEY = /(revenue|amount|price|order_value|transaction_value|lifetime_value)$/
const PERCENT = /^(revenue_share_pct|avg_discount|avg_discount_pct|discount_percent)$/
const MONO = /_id$|^ip_address$/

/** Whether values are read by their digits, as ids are. */
export function isMono(name: string): boolean {
  return MONO.test(name)
}

/** Whether its values are numbers. */
export function isNumber(type: ColumnType): boolean {
  return type === 'int32' || type === 'int64' || type === 'double'
}

/** Whether values stand on the right, as numbers and times do. */
export function isRight(type: ColumnType): boolean {
  return isNumber(type) || type === 'timestamp'
}

/** Whether its values have an order: lists have none. */
export function isSortable(type: ColumnType): boolean {
  return type !== 'string_list'
}

/** As the design shows values; what is copied or exported keeps full precision. */
export function formatCell(name: string, type: ColumnType, value: Cell | undefined): string {
  if (value === null || value === undefined) return NULL_TEXT
  if (Array.isArray(value)) return formatList(value)
  if (typeof value === 'boolean') return String(value)
  if (type === 'timestamp') return formatTimestamp(String(value), name === 'processing_timestamp')
  if (type === 'int32' || type === 'int64') return name === 'event_hour' ? String(value) : formatCount(value)
  if (typeof value !== 'number') return value
  if (MONEY.test(name)) return formatMoney(value)
  if (name === 'fraud_rate_pct') return formatPercent(value, 4)
  if (PERCENT.test(name)) return formatPercent(value)
  return formatDecimal(value, /score/.test(name) ? 4 : 2)
}

/** The unit that each of its values leaves out: a head says it on a pause of the pointer, UTC always. */
export function unitOf(name: string, type: ColumnType): string | undefined {
  if (type === 'timestamp' || name === 'event_hour') return 'UTC'
  if (/velocity$/.test(name)) return 'units/day'
  return type === 'double' && MONEY.test(name) ? 'USD' : undefined
}

const PADDING_PX = 18
/** Of the widest of the systems' faces. */
const TEXT_PX = 7.7
const ARROW_PX = 16
const BIN_PX = 4
const MOST_CHARS = 40
/** Where the most frequent values tell little of the others. */
const USUAL_CHARS: Readonly<Record<string, number>> = { product_name: 27, brand: 12, affected_cities: 34 }

/** Px in which the name and every usual value of a column are seen whole. */
export function widthOf({ name, type, min, max, top, histogram }: ColumnStatistics): number {
  const values = type === 'string_list' ? [] : [min, max, ...(top ?? []).map(({ value }) => value)]
  const usual = values.map((value) => formatCell(name, type, value).length)
  const chars = Math.min(MOST_CHARS, Math.max(USUAL_CHARS[name] ?? 0, ...usual))
  const head = (name.length + (unitOf(name, type) === 'UTC' ? ' UTC'.length : 0)) * TEXT_PX + ARROW_PX
  return Math.ceil(PADDING_PX + Math.max(chars * TEXT_PX, head, (histogram?.length ?? 0) * BIN_PX))
}

/** A number, or a text that is one (NaN for other text); 0 for null and all else. */
export function numberOf(value: Cell | undefined): number {
  return typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : 0
}

/** As text, in full. */
export function textOf(value: Cell | undefined): string {
  return value === null || value === undefined ? NULL_TEXT : Array.isArray(value) ? formatList(value) : String(value)
}
