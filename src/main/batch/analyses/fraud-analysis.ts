import { average } from './dialect'
import { plainKeys, type Analysis, type RowFilter } from './analysis'

const FRAUD: RowFilter = {
  sql: 'is_fraudulent OR fraud_score > 0.7',
  spark: 'Or(EqualTo(is_fraudulent,true),GreaterThan(fraud_score,0.7))',
  columns: ['is_fraudulent', 'fraud_score'],
}

/** Every status: a fraudulent order that failed is fraud too. */
export const fraudAnalysis: Analysis = {
  name: 'fraud_analysis',
  title: 'Fraud by category, region, channel and payment',
  columns: [
    { name: 'category', kind: 'string' },
    { name: 'region', kind: 'string' },
    { name: 'channel', kind: 'string' },
    { name: 'payment_method', kind: 'string' },
    { name: 'fraud_count', kind: 'int64' },
    { name: 'fraud_total_amount', kind: 'double' },
    { name: 'avg_fraud_score', kind: 'double' },
    { name: 'avg_fraud_amount', kind: 'double' },
    { name: 'affected_customers', kind: 'int64' },
    { name: 'affected_cities', kind: 'string_list' },
  ],
  where: FRAUD,
  keys: plainKeys('category', 'region', 'channel', 'payment_method'),
  countColumn: 'fraud_count',
  measure: 'fraud_count',
  sql: (
    dialect,
  ) => `SELECT category, region, channel, payment_method, count(transaction_id) AS fraud_count, ${dialect.sum('total_amount')} AS fraud_total_amount,
      ${average(dialect, 'fraud_score')} AS avg_fraud_score, ${average(dialect, 'total_amount')} AS avg_fraud_amount, count(DISTINCT customer_id) AS affected_customers,
      ${dialect.sortedSet('city')} AS affected_cities
    FROM source WHERE ${FRAUD.sql} GROUP BY category, region, channel, payment_method`,
  order: [
    { column: 'fraud_count', descending: true },
    { column: 'category' },
    { column: 'region' },
    { column: 'channel' },
    { column: 'payment_method' },
  ],
}
