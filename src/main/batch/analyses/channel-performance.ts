import { COMPLETED, divide, roundHalfUp, type Analysis } from './analysis'

export const channelPerformance: Analysis = {
  name: 'channel_performance',
  title: 'Channels with their fraud rate',
  columns: [
    { name: 'channel', kind: 'string' },
    { name: 'transaction_count', kind: 'int64' },
    { name: 'total_revenue', kind: 'double' },
    { name: 'avg_order_value', kind: 'double' },
    { name: 'unique_customers', kind: 'int64' },
    { name: 'avg_discount', kind: 'double' },
    { name: 'fraud_count', kind: 'int64' },
    { name: 'avg_fraud_score', kind: 'double' },
    { name: 'fraud_rate_pct', kind: 'double' },
  ],
  sql: `WITH channels AS (
      SELECT channel, count(transaction_id) AS transaction_count, sum(total_amount) AS total_revenue, avg(total_amount) AS avg_order_value,
        count(DISTINCT customer_id) AS unique_customers, avg(discount_percent) AS avg_discount, count(*) FILTER (is_fraudulent) AS fraud_count,
        avg(fraud_score) AS avg_fraud_score
      FROM source WHERE ${COMPLETED} GROUP BY channel
    ), rates AS (SELECT *, ${divide('fraud_count', 'transaction_count')} * 100 AS rate FROM channels)
    SELECT * EXCLUDE (rate), ${roundHalfUp('rate', 4)} AS fraud_rate_pct FROM rates`,
  order: [{ column: 'total_revenue', descending: true }, { column: 'channel' }],
}
