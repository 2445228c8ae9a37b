/**
 * The event schema, once. The TypeScript type, the DuckDB columns, the Delta schema and the
 * checks at ingest are all derived from the table below.
 *
 * Order is the order of the keys in a Kafka message. Amounts are US dollars, `discount_percent`
 * is on a 0..100 scale, timestamps are UTC with microseconds.
 */
export type FieldKind = 'string' | 'int32' | 'int64' | 'double' | 'boolean' | 'timestamp' | 'date'

export interface FieldDefinition {
  readonly name: string
  readonly kind: FieldKind
  /** A message without it, or with null in it, is a dead letter (MISSING_FIELD). */
  readonly required: boolean
  /**
   * Where the value comes from: the message, the pipeline whatever the message says
   * (`processing_timestamp`, `batch_id`), the event timestamp (`event_date`) or the Kafka record.
   */
  readonly origin: 'message' | 'pipeline' | 'derived' | 'lineage'
}

function message<const N extends string, const K extends FieldKind, const R extends boolean = false>(
  name: N,
  kind: K,
  required?: R,
) {
  return { name, kind, required: (required ?? false) as R, origin: 'message' } as const
}

export const TRANSACTION_FIELDS = [
  message('transaction_id', 'string', true),
  message('event_timestamp', 'timestamp', true),
  { name: 'processing_timestamp', kind: 'timestamp', required: false, origin: 'pipeline' },
  message('customer_id', 'string', true),
  message('customer_tier', 'string'),
  message('product_id', 'string', true),
  message('product_name', 'string', true),
  message('category', 'string', true),
  message('sub_category', 'string'),
  message('brand', 'string'),
  message('quantity', 'int32', true),
  message('unit_price', 'double', true),
  message('discount_percent', 'double'),
  message('total_amount', 'double', true),
  message('tax_amount', 'double'),
  message('currency', 'string', true),
  message('payment_method', 'string', true),
  message('card_network', 'string'),
  message('transaction_status', 'string', true),
  message('channel', 'string', true),
  message('store_id', 'string'),
  message('region', 'string', true),
  message('city', 'string', true),
  message('state', 'string'),
  message('postal_code', 'string'),
  message('device_type', 'string'),
  message('session_id', 'string'),
  message('ip_address', 'string'),
  message('is_fraudulent', 'boolean'),
  message('fraud_score', 'double'),
  { name: 'batch_id', kind: 'string', required: false, origin: 'pipeline' },
  { name: 'event_date', kind: 'date', required: false, origin: 'derived' },
  { name: 'kafka_partition', kind: 'int32', required: false, origin: 'lineage' },
  { name: 'kafka_offset', kind: 'int64', required: false, origin: 'lineage' },
] as const satisfies readonly FieldDefinition[]

export type TransactionColumn = (typeof TRANSACTION_FIELDS)[number]['name']

/** The 31 keys of a Kafka message, in order. */
export const EVENT_FIELDS: readonly FieldDefinition[] = TRANSACTION_FIELDS.filter(
  (field) => field.origin === 'message' || field.origin === 'pipeline',
)

/** The 34 columns of `stream/transactions`, in order. */
export const TRANSACTION_COLUMNS: readonly TransactionColumn[] = TRANSACTION_FIELDS.map((field) => field.name)

type KindValue = {
  string: string
  int32: number
  int64: bigint
  double: number
  boolean: boolean
  timestamp: string
  date: string
}
type Definition = (typeof TRANSACTION_FIELDS)[number]
type EventDefinition = Extract<Definition, { origin: 'message' | 'pipeline' }>

/**
 * One event as it stands in a Kafka message: 31 keys, nulls written out, timestamps as
 * ISO 8601 UTC text with milliseconds and `Z`.
 */
export type TransactionEvent = {
  [D in EventDefinition as D['name']]: D['required'] extends true ? KindValue[D['kind']] : KindValue[D['kind']] | null
}

/** The partition column of `stream/transactions`. */
export const PARTITION_COLUMN = 'event_date'

/**
 * The columns whose bounds are kept in the log: those that a filter, the audit or a page prunes by. All would be
 * most of a checkpoint's cost.
 */
export const BOUNDED_COLUMNS: readonly TransactionColumn[] = [
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
  'fraud_score',
  'kafka_partition',
  'kafka_offset',
]

/** Columns of a result that have bounds in the log: those of a transaction, with their kinds; a flag has none. */
export const RESULT_BOUNDS: ReadonlyMap<string, FieldKind> = new Map(
  TRANSACTION_FIELDS.filter(({ kind }) => kind !== 'boolean').map(({ name, kind }) => [name, kind]),
)
