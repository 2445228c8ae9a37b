import { COMPLETED, type Analysis } from './analysis'

/** Hours since 1970, floored; arithmetic on microseconds is several times as fast as date functions (duckdb.md). */
const HOUR =
  '((epoch_us(event_timestamp) - ((epoch_us(event_timestamp) % 3600000000 + 3600000000) % 3600000000)) // 3600000000)'

export const hourlyTrends: Analysis = {
  name: 'hourly_trends',
  title: 'Sales by date and hour (UTC)',
  columns: [
    { name: 'event_date', kind: 'date' },
    { name: 'event_hour', kind: 'int32' },
    { name: 'transaction_count', kind: 'int64' },
    { name: 'hourly_revenue', kind: 'double' },
    { name: 'avg_order_value', kind: 'double' },
    { name: 'unique_customers', kind: 'int64' },
    { name: 'units_sold', kind: 'int64' },
  ],
  sql: `WITH hours AS (
      SELECT ${HOUR} AS hour, count(transaction_id) AS transaction_count, sum(total_amount) AS hourly_revenue, avg(total_amount) AS avg_order_value,
        count(DISTINCT customer_id) AS unique_customers, CAST(sum(quantity) AS BIGINT) AS units_sold
      FROM source WHERE ${COMPLETED} GROUP BY hour
    )
    SELECT DATE '1970-01-01' + CAST((hour - ((hour % 24 + 24) % 24)) // 24 AS INTEGER) AS event_date, CAST((hour % 24 + 24) % 24 AS INTEGER) AS event_hour,
      transaction_count, hourly_revenue, avg_order_value, unique_customers, units_sold FROM hours`,
  order: [{ column: 'event_date' }, { column: 'event_hour' }],
}
