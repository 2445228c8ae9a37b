import { ENGINE_KINDS } from '../../shared/batch'
import {
  BOOLEAN,
  choice,
  duration,
  integer,
  LOOPBACK,
  PATH,
  SERVERS,
  size,
  SPARK,
  TEXT,
  TOPIC,
  type ValueType,
} from './value-types'

export interface KeyDefinition {
  readonly type: ValueType<unknown>
  /** As it would be written; null where there is none. `{base}` stands for pipeline.delta.base-path, `{state}` for the state folder. */
  readonly default: string | null
  readonly description: string
  /** Set by users of the original; still valid, with a warning, of which this is the end. */
  readonly deprecated?: string
  readonly secret?: boolean
}

const COUNT = integer(1, 1_000_000_000)

const TABLE = {
  'pipeline.app-name': {
    type: TEXT,
    default: 'UnifiedTransactionPipeline',
    description: 'Name of the application, as the original takes it; told by GET /config, and used for nothing else.',
  },
  'pipeline.http.host': {
    type: TEXT,
    default: '127.0.0.1',
    description:
      'Address the API binds. Beyond loopback it needs http.tls.cert and key, and always asks for the token.',
  },
  'pipeline.http.port': {
    type: integer(0, 65535),
    default: '8080',
    description: 'Port of the API; 0 = a free one, printed at start.',
  },
  'pipeline.http.require-token': {
    type: BOOLEAN,
    default: 'false',
    description: 'Ask each request for the bearer token of {state}/token; always so beyond loopback.',
  },
  'pipeline.http.tls.cert': {
    type: PATH,
    default: null,
    description:
      'Certificate (PEM, with its chain) for TLS. Its names are what clients may call the server. A renewed one is taken while it runs.',
  },
  'pipeline.http.tls.key': { type: PATH, default: null, description: 'Its private key (PEM, unencrypted).' },
  'pipeline.http.published-at': {
    type: LOOPBACK,
    default: null,
    description:
      'Only for containers: the loopback address of the host that publishes the port, as 127.0.0.1:8080. The only Host that is answered, without token and TLS.',
  },
  'pipeline.engine.kind': {
    type: choice(ENGINE_KINDS),
    default: 'duckdb',
    description: 'What runs a batch that does not name its engine.',
  },
  'pipeline.engine.remote': {
    type: SPARK,
    default: null,
    description:
      'A Spark Connect server (4.0 with Delta): sc://host:port, with /;token=...;use_ssl=true as its other clients take it. A token comes from the environment, or from this file if its mode is 0600.',
  },
  'pipeline.engine.threads': {
    type: integer(1, 1024),
    default: null,
    description: 'Threads of the batch worker; all cores by default, one less while a stream runs.',
  },
  'pipeline.engine.memory-limit': {
    type: size(64 * 2 ** 20),
    default: null,
    description: 'Memory of the batch worker; half of the machine by default. It spills to temp-dir beyond.',
  },
  'pipeline.engine.temp-dir': {
    type: PATH,
    default: '{state}/tmp',
    description: 'Folder for spilling and exports.',
  },
  'pipeline.engine.temp-limit': {
    type: size(2 ** 20),
    default: '50GiB',
    description: 'Disk that spilling may use.',
  },
  'pipeline.engine.state-dir': {
    type: PATH,
    default: '{base}/.millrace',
    description:
      'What one instance keeps beside its tables: registry, lock, token, saved connections, crash reports, temporary files.',
  },
  'pipeline.kafka.bootstrap-servers': {
    type: SERVERS,
    default: 'localhost:9092',
    description:
      'Brokers as host:port, [::1]:9092 for an IPv6 address, separated by commas. Environment: KAFKA_BOOTSTRAP_SERVERS.',
  },
  'pipeline.kafka.stream-topic': {
    type: TOPIC,
    default: 'transactions-stream',
    description: 'Topic of the stream.',
  },
  'pipeline.kafka.consumer-group-prefix': {
    type: TEXT,
    default: 'unified-pipeline',
    description: 'The consumer group is this with -stream.',
  },
  'pipeline.kafka.consumer-group': {
    type: TEXT,
    default: null,
    description: 'Consumer group; {consumer-group-prefix}-stream by default.',
  },
  'pipeline.kafka.security.protocol': {
    type: choice(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']),
    default: 'PLAINTEXT',
    description: 'How to speak to the brokers: SSL is TLS, SASL signs in.',
  },
  'pipeline.kafka.security.ca': {
    type: PATH,
    default: null,
    description: "Certificate (PEM) of the brokers' authority, where the system does not know it.",
  },
  'pipeline.kafka.security.cert': { type: PATH, default: null, description: 'Client certificate (PEM).' },
  'pipeline.kafka.security.key': {
    type: PATH,
    default: null,
    description: 'Its private key (PEM, unencrypted, file mode 0600).',
  },
  'pipeline.kafka.sasl.mechanism': {
    type: choice(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER']),
    default: null,
    description: 'How to sign in.',
  },
  'pipeline.kafka.sasl.username': { type: TEXT, default: null, description: 'Who signs in.' },
  'pipeline.kafka.sasl.password': {
    type: TEXT,
    default: null,
    description: 'The password; from the environment, or from this file if its mode is 0600.',
    secret: true,
  },
  'pipeline.kafka.sasl.password-file': {
    type: PATH,
    default: null,
    description: 'File of mode 0600 that holds the password.',
  },
  'pipeline.kafka.sasl.oauth-command': {
    type: TEXT,
    default: null,
    description: 'Shell command that prints a token for OAUTHBEARER, here and in saved connections.',
    secret: true,
  },
  'pipeline.kafka.sasl.oauth-servers': {
    type: SERVERS,
    default: null,
    description: 'Brokers that a saved connection may send such tokens to, beside bootstrap-servers.',
  },
  'pipeline.delta.base-path': { type: PATH, default: 'data/delta', description: 'The lake.' },
  'pipeline.delta.stream-transactions-path': {
    type: PATH,
    default: '{base}/stream/transactions',
    description: 'The transactions table.',
  },
  'pipeline.delta.stream-aggregations-path': {
    type: PATH,
    default: '{base}/stream/stream_aggregations',
    description: 'Final windows of the live dashboard.',
  },
  'pipeline.delta.dead-letters-path': {
    type: PATH,
    default: '{base}/stream/dead_letters',
    description: 'Messages that are not rows, with their bytes.',
  },
  'pipeline.delta.batch-base-path': { type: PATH, default: '{base}/batches', description: 'Results of batches.' },
  'pipeline.delta.seed-path': {
    type: PATH,
    default: '{base}/seed/transactions',
    description: 'Table of `seed` with SEED_SEPARATE=true.',
  },
  'pipeline.delta.retention': {
    type: duration(0),
    default: '7d',
    description: 'How long vacuum leaves files that left a table; a table may ask for more.',
  },
  'pipeline.delta.auto-compact': {
    type: BOOLEAN,
    default: 'true',
    description:
      'Compact closed dates, and dates past 50 files, in the background. By default only tables that Millrace created; set to true also those of other writers.',
  },
  'pipeline.stream.auto-start': {
    type: BOOLEAN,
    default: 'false',
    description: 'Start the stream with the engine.',
  },
  'pipeline.stream.trigger-interval': {
    type: duration(10),
    default: '5s',
    description: 'A micro-batch ends at this age ...',
  },
  'pipeline.stream.max-batch-rows': {
    type: COUNT,
    default: '100000',
    description: '... or with this many rows ...',
  },
  'pipeline.stream.max-batch-bytes': {
    type: size(1024),
    default: '64MiB',
    description: '... or at this size.',
  },
  'pipeline.stream.keep-unknown': {
    type: BOOLEAN,
    default: 'false',
    description: 'Keep keys that the schema does not know as JSON text in the column unknown_fields.',
  },
  'pipeline.sample.records': {
    type: integer(1, 100_000_000),
    default: '1000000',
    description: 'Rows of Explore sample data, and of POST /sample/seed where it names none.',
  },
  'pipeline.batch.thread-pool-size': {
    type: integer(1, 64),
    default: '8',
    description: 'Batches at once; more wait in order.',
  },
  'pipeline.batch.default-page-size': {
    type: COUNT,
    default: '100',
    description: 'Rows of a page where no limit is given; no more than max-page-size.',
  },
  'pipeline.batch.max-page-size': { type: COUNT, default: '10000', description: 'Most rows of a page.' },
  'pipeline.batch.source-path': {
    type: PATH,
    default: null,
    description: 'Table that batches read; the transactions table by default.',
  },
  'pipeline.batch.retention-days': {
    type: COUNT,
    default: null,
    description: 'Delete batches that ended more than so many days ago, with their results; never by default.',
  },
  'pipeline.batch.retention-bytes': {
    type: size(1),
    default: null,
    description:
      'Delete the oldest results, and their batches, while all results together take more disk; never by default. The newest result stays.',
  },
  'pipeline.log.level': {
    type: choice(['debug', 'info', 'warn', 'error', 'silent']),
    default: 'info',
    description: 'What the log shows.',
  },
  'pipeline.log.file': {
    type: PATH,
    default: null,
    description: 'Log file, JSON lines, beside the terminal; rotated at 16 MiB, four older ones stay.',
  },
  'pipeline.spark.master': {
    type: TEXT,
    default: null,
    description: 'local[N] sets pipeline.engine.threads.',
    deprecated: 'use pipeline.engine.threads',
  },
  'pipeline.spark.checkpoint-dir': {
    type: PATH,
    default: null,
    description: 'Checkpoints of the original, to resume from once; checkpoints beside the lake where it is not set.',
    deprecated: 'offsets are in the table, and it is read once',
  },
  'pipeline.spark.fair-scheduler-file': {
    type: PATH,
    default: null,
    description: 'Ignored: streaming and batches run in processes of their own.',
    deprecated: 'it does nothing',
  },
} as const satisfies Readonly<Record<string, KeyDefinition>>

export type ConfigKey = keyof typeof TABLE

/** The value of each key: null only where the key has no default. */
export type ConfigValues = { readonly [Key in ConfigKey]: ValueOf<(typeof TABLE)[Key]> }

type ValueOf<Row extends KeyDefinition> =
  (Row['type'] extends ValueType<infer Value> ? Value : never) | Extract<Row['default'], null>

/** Every key, once: the parser, application.yaml, GET /config and the README's table come from here. */
export const KEYS: Readonly<Record<ConfigKey, KeyDefinition>> = TABLE

/** In the order of the table. */
export const CONFIG_KEYS = Object.keys(TABLE) as readonly ConfigKey[]

/** Whether there is such a key. */
export function isConfigKey(key: string): key is ConfigKey {
  return Object.hasOwn(TABLE, key)
}

/** `MILLRACE_PIPELINE_HTTP_PORT` for `pipeline.http.port`. */
export function environmentName(key: ConfigKey): string {
  return `MILLRACE_${key.toUpperCase().replace(/[.-]/g, '_')}`
}
