import { TRANSACTION_FIELDS, type FieldKind, type TransactionColumn } from '../../shared/transaction'
import type { CopyDescription } from './copy'

/**
 * The columns whose bounds are kept in the log: those that a filter, the audit or a page prunes by.
 * The required ones are there for their null counts. All 31 would be most of a checkpoint's cost.
 */
const COLUMNS: readonly TransactionColumn[] = [
  'transaction_id',
  'event_timestamp',
  'customer_id',
  'customer_tier',
  'product_id',
  'product_name',
  'category',
  'quantity',
  'unit_price',
  'total_amount',
  'currency',
  'payment_method',
  'transaction_status',
  'channel',
  'region',
  'city',
  'is_fraudulent',
  'fraud_score',
  'kafka_partition',
  'kafka_offset',
]

export const TRANSACTION_STATS: CopyDescription = {
  statsColumns: new Map<string, FieldKind>(
    TRANSACTION_FIELDS.filter((field) => COLUMNS.includes(field.name)).map((field) => [field.name, field.kind]),
  ),
}
