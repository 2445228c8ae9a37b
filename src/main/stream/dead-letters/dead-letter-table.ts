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
