import type { FieldKind } from '../../../shared/transaction'
import { deltaSchemaOf } from '../../lake/schema'

/** Columns of `stream/dead_letters` (decision 3); `headers` is JSON text with base64 values. */
export const DEAD_LETTER_COLUMNS = [
  ...deltaSchemaOf([
    { name: 'topic', kind: 'string' },
    { name: 'kafka_partition', kind: 'int32' },
    { name: 'kafka_offset', kind: 'int64' },
    { name: 'kafka_timestamp', kind: 'timestamp' },
  ]),
  { name: 'key', type: 'binary', nullable: true, metadata: {} },
  { name: 'value', type: 'binary', nullable: true, metadata: {} },
  ...deltaSchemaOf([
    { name: 'headers', kind: 'string' },
    { name: 'code', kind: 'string' },
    { name: 'field', kind: 'string' },
    { name: 'reason', kind: 'string' },
    { name: 'dead_at', kind: 'timestamp' },
    { name: 'redriven_at', kind: 'timestamp' },
    { name: 'redriven_version', kind: 'int64' },
  ]),
]

/** The columns whose bounds are kept in the log, with their kinds. */
export const BOUNDED_LETTER_COLUMNS: readonly (readonly [string, FieldKind])[] = [
  ['kafka_partition', 'int32'],
  ['kafka_offset', 'int64'],
  ['code', 'string'],
  ['field', 'string'],
  ['dead_at', 'timestamp'],
  ['redriven_at', 'timestamp'],
]
