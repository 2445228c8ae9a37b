import { ENGINE_KINDS } from '../../shared/batch'

/** What a value must look like. Paths are resolved where they are written (decision 31). */
export type KeyKind =
  | { readonly kind: 'text' }
  | { readonly kind: 'path' }
  | { readonly kind: 'servers' }
  /** Of this machine, with its port. */
  | { readonly kind: 'loopback' }
  | { readonly kind: 'topic' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'duration'; readonly minMs: number }
  | { readonly kind: 'size'; readonly min: number }
  /** A Spark Connect address; it may hold a token. */
  | { readonly kind: 'spark' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }

export interface KeyDefinition {
  readonly key: string
  readonly type: KeyKind
  /** As it would be written; null where there is none. `{base}` stands for pipeline.delta.base-path, `{state}` for the state folder. */
  readonly default: string | null
  readonly description: string
  /** Set by users of the original; still valid, with a warning, of which this is the end. */
  readonly deprecated?: string
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
    description:
      'Address the API binds. Beyond loopback it needs http.tls.cert and key, and always asks for the token.',
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
    description: 'Ask each request for the bearer token of {state}/token; always so beyond loopback.',
  },
  {
    key: 'pipeline.http.tls.cert',
    type: PATH,
    default: null,
    description: 'Certificate (PEM, with its chain) for TLS. Its names are what clients may call the server.',
  },
  { key: 'pipeline.http.tls.key', type: PATH, default: null, description: 'Its private key (PEM, unencrypted).' },
  {
    key: 'pipeline.http.published-at',
    type: { kind: 'loopback' },
    default: null,
    description:
      'Only for containers: the loopback address of the host that publishes the port, as 127.0.0.1:8080. The only Host that is answered, without token and TLS.',
  },
  {
    key: 'pipeline.engine.kind',
    type: { kind: 'choice', values: ENGINE_KINDS },
    default: 'duckdb',
    description: 'What runs a batch that does not name its engine.',
  },
  {
    key: 'pipeline.engine.remote',
    type: { kind: 'spark' },
    default: null,
    description:
      'A Spark Connect server (4.0 with Delta): sc://host:port, with /;token=...;use_ssl=true as its other clients take it. A token comes from the environment, or from this file if its mode is 0600.',
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
    type: { kind: 'servers' },
    default: 'localhost:9092',
    description:
      'Brokers as host:port, [::1]:9092 for an IPv6 address, separated by commas. Environment: KAFKA_BOOTSTRAP_SERVERS.',
  },
  {
    key: 'pipeline.kafka.stream-topic',
    type: { kind: 'topic' },
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
    type: { kind: 'choice', values: ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] },
    default: 'PLAINTEXT',
    description: 'How to speak to the brokers: SSL is TLS, SASL signs in.',
  },
  {
    key: 'pipeline.kafka.security.ca',
    type: PATH,
    default: null,
    description: "Certificate (PEM) of the brokers' authority, where the system does not know it.",
  },
  { key: 'pipeline.kafka.security.cert', type: PATH, default: null, description: 'Client certificate (PEM).' },
  {
    key: 'pipeline.kafka.security.key',
    type: PATH,
    default: null,
    description: 'Its private key (PEM, unencrypted, file mode 0600).',
  },
  {
    key: 'pipeline.kafka.sasl.mechanism',
    type: { kind: 'choice', values: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'] },
    default: null,
    description: 'How to sign in.',
  },
  { key: 'pipeline.kafka.sasl.username', type: TEXT, default: null, description: 'Who signs in.' },
  {
    key: 'pipeline.kafka.sasl.password',
    type: TEXT,
    default: null,
    description: 'The password; from the environment, or from this file if its mode is 0600.',
    secret: true,
  },
  {
    key: 'pipeline.kafka.sasl.password-file',
    type: PATH,
    default: null,
    description: 'File of mode 0600 that holds the password.',
  },
  {
    key: 'pipeline.kafka.sasl.oauth-command',
    type: TEXT,
    default: null,
    description: 'Shell command that prints a token for OAUTHBEARER, here and in saved connections.',
    secret: true,
  },
  {
    key: 'pipeline.kafka.sasl.oauth-servers',
    type: { kind: 'servers' },
    default: null,
    description: 'Brokers that a saved connection may send such tokens to, beside bootstrap-servers.',
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
    description: 'How long vacuum leaves files that left a table.',
  },
  {
    key: 'pipeline.delta.auto-compact',
    type: BOOLEAN,
    default: 'true',
    description:
      'Compact closed dates, and dates past 50 files, in the background. By default only tables that Millrace created; set to true also those of other writers.',
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
    key: 'pipeline.sample.records',
    type: { kind: 'integer', min: 1, max: 100_000_000 },
    default: '1000000',
    description: 'Rows of Explore sample data, and of POST /sample/seed where it names none.',
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
    description: 'Rows of a page where no limit is given; no more than max-page-size.',
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
    description: 'Delete batches that ended more than so many days ago, with their results; never by default.',
  },
  {
    key: 'pipeline.batch.retention-bytes',
    type: { kind: 'size', min: 1 },
    default: null,
    description:
      'Delete the oldest results, and their batches, while all results together take more disk; never by default. The newest result stays.',
  },
  {
    key: 'pipeline.log.level',
    type: { kind: 'choice', values: ['debug', 'info', 'warn', 'error', 'silent'] },
    default: 'info',
    description: 'What the log shows.',
  },
  {
    key: 'pipeline.log.file',
    type: PATH,
    default: null,
    description: 'Log file, JSON lines, beside the terminal; rotated at 16 MiB, four older ones stay.',
  },
  {
    key: 'pipeline.spark.master',
    type: TEXT,
    default: null,
    description: 'local[N] sets pipeline.engine.threads.',
    deprecated: 'use pipeline.engine.threads',
  },
  {
    key: 'pipeline.spark.checkpoint-dir',
    type: PATH,
    default: null,
    description: 'Checkpoints of the original, to resume from once.',
    deprecated: 'offsets are in the table, and it is read once',
  },
  {
    key: 'pipeline.spark.fair-scheduler-file',
    type: PATH,
    default: null,
    description: 'Ignored: streaming and batches run in processes of their own.',
    deprecated: 'it does nothing',
  },
]

/** `MILLRACE_PIPELINE_HTTP_PORT` for `pipeline.http.port`. */
export function environmentName(key: string): string {
  return `MILLRACE_${key.toUpperCase().replace(/[.-]/g, '_')}`
}
