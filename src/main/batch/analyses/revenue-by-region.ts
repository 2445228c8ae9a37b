import { average } from './dialect'
import { COMPLETED, plainKeys, type Analysis } from './analysis'

export const revenueByRegion: Analysis = {
  name: 'revenue_by_region',
  title: 'Revenue by region and city',
  columns: [
    { name: 'region', kind: 'string' },
    { name: 'city', kind: 'string' },
    { name: 'total_revenue', kind: 'double' },
    { name: 'transaction_count', kind: 'int64' },
    { name: 'avg_order_value', kind: 'double' },
    { name: 'active_stores', kind: 'int64' },
    { name: 'unique_customers', kind: 'int64' },
  ],
  where: COMPLETED,
  keys: plainKeys('region', 'city'),
  countColumn: 'transaction_count',
  measure: 'total_revenue',
  sql: (
    dialect,
  ) => `SELECT region, city, ${dialect.sum('total_amount')} AS total_revenue, count(transaction_id) AS transaction_count, ${average(dialect, 'total_amount')} AS avg_order_value,
      count(DISTINCT store_id) AS active_stores, count(DISTINCT customer_id) AS unique_customers
    FROM source WHERE ${COMPLETED.sql} GROUP BY region, city`,
  order: [{ column: 'total_revenue', descending: true }, { column: 'region' }, { column: 'city' }],
}
