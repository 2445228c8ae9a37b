import type { EngineKind } from './batch'

/** What `pipeline.http.host` may be without TLS and token. */
export const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1'])

/** Whether others than this machine reach the API, so that it needs TLS and asks for its token (decision 25). */
export function isBeyondLoopback(host: string, publishedAt: string | null): boolean {
  return !LOOPBACK_HOSTS.has(host) && publishedAt === null
}

/**
 * The configuration as the parts of the engine receive it: parsed, with units in the names, paths
 * absolute. Keys, defaults and words are in `main/config/keys.ts`, one row a key.
 */
export interface Config {
  readonly http: {
    readonly host: string
    /** 0 = a free one. */
    readonly port: number
    /** Asked for, or bound beyond loopback. */
    readonly requireToken: boolean
    /** Absolute paths of PEM files; null: plain HTTP. */
    readonly tls: { readonly cert: string; readonly key: string } | null
    /** `127.0.0.1:8080`: a loopback address of a container's host, in lower case. */
    readonly publishedAt: string | null
  }
  readonly engine: {
    readonly kind: EngineKind
    readonly remote: SparkRemote | null
    /** Null: all cores. */
    readonly threads: number | null
    /** Bytes. */
    readonly memoryLimit: number
    readonly tempDir: string
    readonly tempLimit: number
    readonly stateDir: string
  }
  readonly kafka: {
    readonly bootstrapServers: readonly string[]
    readonly streamTopic: string
    readonly consumerGroup: string
    readonly security: KafkaSecurity
    readonly tokens: KafkaTokens
  }
  readonly delta: {
    readonly basePath: string
    readonly streamTransactionsPath: string
    readonly streamAggregationsPath: string
    readonly deadLettersPath: string
    readonly batchBasePath: string
    readonly seedPath: string
    readonly retentionMs: number
    /** `own`: the default, tables that Millrace created; a key that is set means all tables, or none. */
    readonly autoCompact: 'own' | 'all' | 'off'
  }
  readonly stream: {
    readonly autoStart: boolean
    readonly triggerIntervalMs: number
    readonly maxBatchRows: number
    readonly maxBatchBytes: number
    readonly keepUnknown: boolean
  }
  readonly sample: {
    /** Rows that are seeded where nothing else is said. */
    readonly records: number
  }
  readonly batch: {
    readonly threadPoolSize: number
    readonly defaultPageSize: number
    readonly maxPageSize: number
    readonly sourcePath: string
    readonly retentionDays: number | null
    readonly retentionBytes: number | null
  }
  readonly log: { readonly level: string; readonly file: string | null }
  /** `data/checkpoints` of the original, read once to resume where it stopped (decision 5). */
  readonly sparkCheckpointDir: string
}

/** A Spark Connect server, as its `sc://` address tells it. */
export interface SparkRemote {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly token: string | null
  readonly userId: string
  /** Sent with every call, as they stand in the address. */
  readonly headers: Readonly<Record<string, string>>
  /** The address for people: secrets as `***`. */
  readonly shown: string
}

/** The password itself, or an absolute path of the file that holds it. */
export type PasswordSource = { readonly text: string } | { readonly file: string }

/** TLS and SASL of the broker connection; paths are absolute, of PEM files. */
export interface KafkaSecurity {
  readonly protocol: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
  readonly ca: string | null
  readonly cert: string | null
  readonly key: string | null
  readonly sasl:
    | null
    | {
        readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
        readonly username: string
        readonly password: PasswordSource
      }
    /** A shell command that prints a token. */
    | { readonly mechanism: 'OAUTHBEARER'; readonly command: string }
}

/** Where saved connections have tokens from, and who may be sent one: whoever saves a connection chooses neither. */
export interface KafkaTokens {
  readonly command: string | null
  readonly servers: readonly string[]
}
