import { BOUNDED_COLUMNS, TRANSACTION_FIELDS, type FieldKind, type TransactionColumn } from '../../shared/transaction'
import type { CopyDescription } from './copy'

/** A flag has no bounds, but its null count is wanted: the required columns are there for theirs. */
const COLUMNS: readonly TransactionColumn[] = [...BOUNDED_COLUMNS, 'is_fraudulent']

export const TRANSACTION_STATS: CopyDescription = {
  statsColumns: new Map<string, FieldKind>(
    TRANSACTION_FIELDS.filter((field) => COLUMNS.includes(field.name)).map((field) => [field.name, field.kind]),
  ),
}
