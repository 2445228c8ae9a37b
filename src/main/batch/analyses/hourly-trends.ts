import { average, floorTime, type Dialect } from './dialect'
import { COMPLETED, type Analysis } from './analysis'

const MICROS_AN_HOUR = 3_600_000_000

function hoursOf(dialect: Dialect): string {
  return floorTime(dialect, 'event_timestamp', MICROS_AN_HOUR)
}

function dateOf({ quotient }: Dialect, hours: string): string {
  return `(DATE '1970-01-01' + CAST(${quotient(`(${hours} - ((${hours} % 24 + 24) % 24))`, 24)} AS INTEGER))`
}

function hourOf(hours: string): string {
  return `CAST((${hours} % 24 + 24) % 24 AS INTEGER)`
}

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
  where: COMPLETED,
  keys: [
    { column: 'event_date', expression: (dialect) => dateOf(dialect, hoursOf(dialect)) },
    { column: 'event_hour', expression: (dialect) => hourOf(hoursOf(dialect)) },
  ],
  countColumn: 'transaction_count',
  measure: 'hourly_revenue',
  sql: (dialect) => `WITH hours AS (
      SELECT ${hoursOf(dialect)} AS hour, count(transaction_id) AS transaction_count, ${dialect.sum('total_amount')} AS hourly_revenue, ${average(dialect, 'total_amount')} AS avg_order_value,
        count(DISTINCT customer_id) AS unique_customers, CAST(sum(quantity) AS BIGINT) AS units_sold
      FROM source WHERE ${COMPLETED.sql} GROUP BY hour
    )
    SELECT ${dateOf(dialect, 'hour')} AS event_date, ${hourOf('hour')} AS event_hour,
      transaction_count, hourly_revenue, avg_order_value, unique_customers, units_sold FROM hours`,
  order: [{ column: 'event_date' }, { column: 'event_hour' }],
}
