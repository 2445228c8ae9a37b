/** What a value must look like. Paths are resolved where they are written (decision 31). */
export type KeyKind =
  | { readonly kind: 'text' }
  | { readonly kind: 'path' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'duration'; readonly minMs: number }
  | { readonly kind: 'size'; readonly min: number }
  | { readonly kind: 'choice'; readonly values: readonly string[] }

export interface KeyDefinition {
  readonly key: string
  readonly type: KeyKind
  /** As it would be written; null where there is none. `{base}` stands for pipeline.delta.base-path, `{state}` for the state folder. */
  readonly default: string | null
  readonly description: string
  /** Set by users of the original; still valid, with a warning. */
  readonly deprecated?: string
  /** Declared, but of a later version: setting it is an error, never silence. */
  readonly later?: boolean
  readonly secret?: boolean
}

const TEXT = { kind: 'text' } as const
const PATH = { kind: 'path' } as const
const BOOLEAN = { kind: 'boolean' } as const
const COUNT = { kind: 'integer', min: 1, max: 1_000_000_000 } as const

/** Every key, once: the parser, application.yaml, GET /config and the README's table come from here. */
export const KEYS: readonly KeyDefinition[] = [
  { key: 'pipeline.app-name', type: TEXT, default: 'UnifiedTransactionPipeline', description: 'Name in logs.' },
  {
    key: 'pipeline.http.host',
    type: TEXT,
    default: '127.0.0.1',
    description: 'Address the API binds. Only loopback addresses until token and TLS are there.',
  },
  {
    key: 'pipeline.http.port',
    type: { kind: 'integer', min: 0, max: 65535 },
    default: '8080',
    description: 'Port of the API; 0 = a free one, printed at start.',
  },
  {
    key: 'pipeline.http.require-token',
    type: BOOLEAN,
    default: 'false',
    description: 'Ask each request for a bearer token.',
    later: true,
  },
  { key: 'pipeline.http.tls.cert', type: PATH, default: null, description: 'Certificate (PEM) for TLS.', later: true },
  { key: 'pipeline.http.tls.key', type: PATH, default: null, description: 'Private key (PEM) for TLS.', later: true },
  {
    key: 'pipeline.http.published-at',
    type: TEXT,
    default: null,
    description: 'Loopback address under which a container publishes the port.',
    later: true,
  },
  {
    key: 'pipeline.engine.kind',
    type: { kind: 'choice', values: ['duckdb'] },
    default: 'duckdb',
    description: 'Engine of batches.',
  },
  {
    key: 'pipeline.engine.remote',
    type: TEXT,
    default: null,
    description: 'Address of a Spark Connect server.',
    later: true,
  },
  {
    key: 'pipeline.engine.threads',
    type: { kind: 'integer', min: 1, max: 1024 },
    default: null,
    description: 'Threads of the batch worker; all cores by default, one less while a stream runs.',
  },
  {
    key: 'pipeline.engine.memory-limit',
    type: { kind: 'size', min: 64 * 2 ** 20 },
    default: null,
    description: 'Memory of the batch worker; half of the machine by default. It spills to temp-dir beyond.',
  },
  {
    key: 'pipeline.engine.temp-dir',
    type: PATH,
    default: '{state}/tmp',
    description: 'Folder for spilling and exports.',
  },
  {
    key: 'pipeline.engine.temp-limit',
    type: { kind: 'size', min: 2 ** 20 },
    default: '50GiB',
    description: 'Disk that spilling may use.',
  },
  {
    key: 'pipeline.engine.state-dir',
    type: PATH,
    default: '{base}/.millrace',
    description: 'Registry, lock and temporary files of one instance.',
  },
  {
    key: 'pipeline.kafka.bootstrap-servers',
    type: TEXT,
    default: 'localhost:9092',
    description: 'Brokers as host:port, separated by commas. Environment: KAFKA_BOOTSTRAP_SERVERS.',
  },
  {
    key: 'pipeline.kafka.stream-topic',
    type: TEXT,
    default: 'transactions-stream',
    description: 'Topic of the stream.',
  },
  {
    key: 'pipeline.kafka.consumer-group-prefix',
    type: TEXT,
    default: 'unified-pipeline',
    description: 'The consumer group is this with -stream.',
  },
  {
    key: 'pipeline.kafka.consumer-group',
    type: TEXT,
    default: null,
    description: 'Consumer group; {consumer-group-prefix}-stream by default.',
  },
  {
    key: 'pipeline.kafka.security.protocol',
    type: TEXT,
    default: null,
    description: 'TLS to the broker.',
    later: true,
  },
  { key: 'pipeline.kafka.sasl.mechanism', type: TEXT, default: null, description: 'SASL mechanism.', later: true },
  { key: 'pipeline.kafka.sasl.username', type: TEXT, default: null, description: 'SASL user.', later: true },
  {
    key: 'pipeline.kafka.sasl.password',
    type: TEXT,
    default: null,
    description: 'SASL password.',
    later: true,
    secret: true,
  },
  { key: 'pipeline.delta.base-path', type: PATH, default: 'data/delta', description: 'The lake.' },
  {
    key: 'pipeline.delta.stream-transactions-path',
    type: PATH,
    default: '{base}/stream/transactions',
    description: 'The transactions table.',
  },
  {
    key: 'pipeline.delta.stream-aggregations-path',
    type: PATH,
    default: '{base}/stream/stream_aggregations',
    description: 'Final windows of the live dashboard.',
  },
  {
    key: 'pipeline.delta.dead-letters-path',
    type: PATH,
    default: '{base}/stream/dead_letters',
    description: 'Messages that are not rows, with their bytes.',
  },
  { key: 'pipeline.delta.batch-base-path', type: PATH, default: '{base}/batches', description: 'Results of batches.' },
  {
    key: 'pipeline.delta.seed-path',
    type: PATH,
    default: '{base}/seed/transactions',
    description: 'Table of `seed` with SEED_SEPARATE=true.',
  },
  {
    key: 'pipeline.delta.retention',
    type: { kind: 'duration', minMs: 0 },
    default: '7d',
    description: 'How long removed files are kept.',
    later: true,
  },
  {
    key: 'pipeline.delta.auto-compact',
    type: BOOLEAN,
    default: 'true',
    description: 'Compact closed dates in the background.',
    later: true,
  },
  {
    key: 'pipeline.stream.auto-start',
    type: BOOLEAN,
    default: 'false',
    description: 'Start the stream with the engine.',
  },
  {
    key: 'pipeline.stream.trigger-interval',
    type: { kind: 'duration', minMs: 10 },
    default: '5s',
    description: 'A micro-batch ends at this age ...',
  },
  {
    key: 'pipeline.stream.max-batch-rows',
    type: COUNT,
    default: '100000',
    description: '... or with this many rows ...',
  },
  {
    key: 'pipeline.stream.max-batch-bytes',
    type: { kind: 'size', min: 1024 },
    default: '64MiB',
    description: '... or at this size.',
  },
  {
    key: 'pipeline.stream.keep-unknown',
    type: BOOLEAN,
    default: 'false',
    description: 'Keep keys that the schema does not know as JSON text in the column unknown_fields.',
  },
  {
    key: 'pipeline.batch.thread-pool-size',
    type: { kind: 'integer', min: 1, max: 64 },
    default: '8',
    description: 'Batches at once; more wait in order.',
  },
  {
    key: 'pipeline.batch.default-page-size',
    type: COUNT,
    default: '100',
    description: 'Rows of a page where no limit is given.',
  },
  { key: 'pipeline.batch.max-page-size', type: COUNT, default: '10000', description: 'Most rows of a page.' },
  {
    key: 'pipeline.batch.source-path',
    type: PATH,
    default: null,
    description: 'Table that batches read; the transactions table by default.',
  },
  {
    key: 'pipeline.batch.retention-days',
    type: COUNT,
    default: null,
    description: 'Delete results older than this.',
    later: true,
  },
  {
    key: 'pipeline.batch.retention-bytes',
    type: { kind: 'size', min: 1 },
    default: null,
    description: 'Delete the oldest results beyond this size.',
    later: true,
  },
  {
    key: 'pipeline.log.level',
    type: { kind: 'choice', values: ['debug', 'info', 'warn', 'error', 'silent'] },
    default: 'info',
    description: 'What the log shows.',
  },
  { key: 'pipeline.log.file', type: PATH, default: null, description: 'Log file, JSON lines, beside the terminal.' },
  {
    key: 'pipeline.spark.master',
    type: TEXT,
    default: null,
    description: 'local[N] sets pipeline.engine.threads.',
    deprecated: 'pipeline.engine.threads',
  },
  {
    key: 'pipeline.spark.checkpoint-dir',
    type: PATH,
    default: null,
    description: 'Checkpoints of the original, to resume from once.',
    deprecated: 'nothing: offsets are in the table',
  },
  {
    key: 'pipeline.spark.fair-scheduler-file',
    type: PATH,
    default: null,
    description: 'Ignored: streaming and batches run in processes of their own.',
    deprecated: 'nothing',
  },
]

/** `MILLRACE_PIPELINE_HTTP_PORT` for `pipeline.http.port`. */
export function environmentName(key: string): string {
  return `MILLRACE_${key.toUpperCase().replace(/[.-]/g, '_')}`
}
