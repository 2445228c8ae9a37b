import { average } from './dialect'
import { COMPLETED, plainKeys, type Analysis } from './analysis'

export const revenueByCategory: Analysis = {
  name: 'revenue_by_category',
  title: 'Revenue by category',
  columns: [
    { name: 'category', kind: 'string' },
    { name: 'total_revenue', kind: 'double' },
    { name: 'avg_order_value', kind: 'double' },
    { name: 'transaction_count', kind: 'int64' },
    { name: 'total_units_sold', kind: 'int64' },
    { name: 'avg_discount_pct', kind: 'double' },
    { name: 'unique_customers', kind: 'int64' },
  ],
  where: COMPLETED,
  keys: plainKeys('category'),
  countColumn: 'transaction_count',
  measure: 'total_revenue',
  sql: (
    dialect,
  ) => `SELECT category, ${dialect.sum('total_amount')} AS total_revenue, ${average(dialect, 'total_amount')} AS avg_order_value, count(transaction_id) AS transaction_count,
      CAST(sum(quantity) AS BIGINT) AS total_units_sold, ${average(dialect, 'discount_percent')} AS avg_discount_pct, count(DISTINCT customer_id) AS unique_customers
    FROM source WHERE ${COMPLETED.sql} GROUP BY category`,
  order: [{ column: 'total_revenue', descending: true }, { column: 'category' }],
}
