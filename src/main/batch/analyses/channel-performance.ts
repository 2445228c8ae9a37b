import { average, divide } from './dialect'
import { COMPLETED, listColumns, plainKeys, type Analysis, type ResultColumn } from './analysis'

const COUNTED: readonly ResultColumn[] = [
  { name: 'channel', kind: 'string' },
  { name: 'transaction_count', kind: 'int64' },
  { name: 'total_revenue', kind: 'double' },
  { name: 'avg_order_value', kind: 'double' },
  { name: 'unique_customers', kind: 'int64' },
  { name: 'avg_discount', kind: 'double' },
  { name: 'fraud_count', kind: 'int64' },
  { name: 'avg_fraud_score', kind: 'double' },
]

export const channelPerformance: Analysis = {
  name: 'channel_performance',
  title: 'Channels with their fraud rate',
  columns: [...COUNTED, { name: 'fraud_rate_pct', kind: 'double' }],
  where: COMPLETED,
  keys: plainKeys('channel'),
  countColumn: 'transaction_count',
  measure: 'total_revenue',
  sql: (dialect) => `WITH channels AS (
      SELECT channel, count(transaction_id) AS transaction_count, ${dialect.sum('total_amount')} AS total_revenue, ${average(dialect, 'total_amount')} AS avg_order_value,
        count(DISTINCT customer_id) AS unique_customers, ${average(dialect, 'discount_percent')} AS avg_discount, count(*) FILTER (WHERE is_fraudulent) AS fraud_count,
        ${average(dialect, 'fraud_score')} AS avg_fraud_score
      FROM source WHERE ${COMPLETED.sql} GROUP BY channel
    ), rates AS (SELECT *, ${divide('fraud_count', 'transaction_count')} * 100 AS rate FROM channels)
    SELECT ${listColumns(COUNTED)}, ${dialect.roundHalfUp('rate', 4)} AS fraud_rate_pct FROM rates`,
  order: [{ column: 'total_revenue', descending: true }, { column: 'channel' }],
}
