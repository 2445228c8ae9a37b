import { average, divide } from './dialect'
import { COMPLETED, plainKeys, type Analysis } from './analysis'

/** In one order, so that the total of all groups is always the same double. */
const EVERY_GROUP = 'ORDER BY payment_method, card_network ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING'

export const paymentAnalysis: Analysis = {
  name: 'payment_analysis',
  title: 'Payment methods and card networks',
  columns: [
    { name: 'payment_method', kind: 'string' },
    { name: 'card_network', kind: 'string' },
    { name: 'transaction_count', kind: 'int64' },
    { name: 'total_revenue', kind: 'double' },
    { name: 'avg_transaction_value', kind: 'double' },
    { name: 'unique_customers', kind: 'int64' },
    { name: 'revenue_share_pct', kind: 'double' },
  ],
  where: COMPLETED,
  keys: plainKeys('payment_method', 'card_network'),
  countColumn: 'transaction_count',
  measure: 'transaction_count',
  sql: (dialect) => `WITH methods AS (
      SELECT payment_method, card_network, count(transaction_id) AS transaction_count, ${dialect.sum('total_amount')} AS total_revenue,
        ${average(dialect, 'total_amount')} AS avg_transaction_value, count(DISTINCT customer_id) AS unique_customers
      FROM source WHERE ${COMPLETED.sql} GROUP BY payment_method, card_network
    ), shares AS (SELECT *, ${divide('total_revenue', `sum(total_revenue) OVER (${EVERY_GROUP})`)} * 100 AS share FROM methods)
    SELECT payment_method, card_network, transaction_count, total_revenue, avg_transaction_value, unique_customers,
      ${dialect.roundHalfUp('share', 2)} AS revenue_share_pct FROM shares`,
  order: [{ column: 'transaction_count', descending: true }, { column: 'payment_method' }, { column: 'card_network' }],
}
