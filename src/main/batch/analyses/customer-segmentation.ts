import { average } from './dialect'
import { COMPLETED, plainKeys, type Analysis } from './analysis'

export const customerSegmentation: Analysis = {
  name: 'customer_segmentation',
  title: 'Customers by lifetime value',
  columns: [
    { name: 'customer_id', kind: 'string' },
    { name: 'customer_tier', kind: 'string' },
    { name: 'lifetime_value', kind: 'double' },
    { name: 'total_transactions', kind: 'int64' },
    { name: 'avg_order_value', kind: 'double' },
    { name: 'last_purchase_date', kind: 'timestamp' },
    { name: 'first_purchase_date', kind: 'timestamp' },
    { name: 'category_diversity', kind: 'int64' },
    { name: 'mobile_orders', kind: 'int64' },
    { name: 'web_orders', kind: 'int64' },
    { name: 'instore_orders', kind: 'int64' },
    { name: 'segment', kind: 'string' },
  ],
  where: COMPLETED,
  keys: plainKeys('customer_id', 'customer_tier'),
  countColumn: 'total_transactions',
  measure: 'lifetime_value',
  sql: (dialect) => `WITH customers AS (
      SELECT customer_id, customer_tier, ${dialect.sum('total_amount')} AS lifetime_value, count(transaction_id) AS total_transactions,
        ${average(dialect, 'total_amount')} AS avg_order_value, max(event_timestamp) AS last_purchase_date, min(event_timestamp) AS first_purchase_date,
        count(DISTINCT category) AS category_diversity, count(*) FILTER (WHERE channel = 'mobile_app') AS mobile_orders,
        count(*) FILTER (WHERE channel = 'web') AS web_orders, count(*) FILTER (WHERE channel = 'pos_in_store') AS instore_orders
      FROM source WHERE ${COMPLETED.sql} GROUP BY customer_id, customer_tier
    )
    SELECT *, CASE WHEN lifetime_value >= 10000 THEN 'vip' WHEN lifetime_value >= 5000 THEN 'high_value' WHEN lifetime_value >= 1000 THEN 'mid_value'
      WHEN total_transactions = 1 THEN 'one_time' ELSE 'low_value' END AS segment FROM customers`,
  order: [{ column: 'lifetime_value', descending: true }, { column: 'customer_id' }, { column: 'customer_tier' }],
}
