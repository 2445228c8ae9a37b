import { average, divide, floorTime } from './dialect'
import { COMPLETED, listColumns, plainKeys, type Analysis, type ResultColumn } from './analysis'

const COLUMNS = ['product_id', 'product_name', 'category', 'sub_category', 'brand'] as const
const KEYS = COLUMNS.join(', ')
const MICROS_A_DAY = 86_400_000_000

const COUNTED: readonly ResultColumn[] = [
  { name: 'product_id', kind: 'string' },
  { name: 'product_name', kind: 'string' },
  { name: 'category', kind: 'string' },
  { name: 'sub_category', kind: 'string' },
  { name: 'brand', kind: 'string' },
  { name: 'total_units_sold', kind: 'int64' },
  { name: 'order_count', kind: 'int64' },
  { name: 'total_revenue', kind: 'double' },
  { name: 'avg_selling_price', kind: 'double' },
  { name: 'avg_discount', kind: 'double' },
  { name: 'regions_sold_in', kind: 'int64' },
  { name: 'stores_sold_in', kind: 'int64' },
  { name: 'first_sale', kind: 'timestamp' },
  { name: 'last_sale', kind: 'timestamp' },
  { name: 'days_in_range', kind: 'int32' },
]

export const inventoryVelocity: Analysis = {
  name: 'inventory_velocity',
  title: 'Units sold per day by product',
  columns: [...COUNTED, { name: 'daily_velocity', kind: 'double' }],
  where: COMPLETED,
  keys: plainKeys(...COLUMNS),
  countColumn: 'order_count',
  measure: 'daily_velocity',
  sql: (dialect) => `WITH products AS (
      SELECT ${KEYS}, CAST(sum(quantity) AS BIGINT) AS total_units_sold, count(transaction_id) AS order_count, ${dialect.sum('total_amount')} AS total_revenue,
        ${average(dialect, 'unit_price')} AS avg_selling_price, ${average(dialect, 'discount_percent')} AS avg_discount, count(DISTINCT region) AS regions_sold_in,
        count(DISTINCT store_id) AS stores_sold_in, min(event_timestamp) AS first_sale, max(event_timestamp) AS last_sale
      FROM source WHERE ${COMPLETED.sql} GROUP BY ${KEYS}
    ), ranges AS (
      SELECT *, CAST(${floorTime(dialect, 'last_sale', MICROS_A_DAY)} - ${floorTime(dialect, 'first_sale', MICROS_A_DAY)} + 1 AS INTEGER) AS days_in_range FROM products
    ), velocities AS (SELECT *, ${divide('total_units_sold', 'days_in_range')} AS velocity FROM ranges)
    SELECT ${listColumns(COUNTED)}, ${dialect.roundHalfUp('velocity', 2)} AS daily_velocity FROM velocities`,
  order: [
    { column: 'daily_velocity', descending: true },
    { column: 'product_id' },
    { column: 'product_name' },
    { column: 'category' },
    { column: 'sub_category' },
    { column: 'brand' },
  ],
}
