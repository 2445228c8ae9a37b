import { COMPLETED, divide, roundHalfUp, type Analysis } from './analysis'

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
  sql: `WITH methods AS (
      SELECT payment_method, card_network, count(transaction_id) AS transaction_count, sum(total_amount) AS total_revenue,
        avg(total_amount) AS avg_transaction_value, count(DISTINCT customer_id) AS unique_customers
      FROM source WHERE ${COMPLETED} GROUP BY payment_method, card_network
    ), shares AS (SELECT *, ${divide('total_revenue', 'sum(total_revenue) OVER ()')} * 100 AS share FROM methods)
    SELECT payment_method, card_network, transaction_count, total_revenue, avg_transaction_value, unique_customers,
      ${roundHalfUp('share', 2)} AS revenue_share_pct FROM shares`,
  order: [{ column: 'transaction_count', descending: true }, { column: 'payment_method' }, { column: 'card_network' }],
}
