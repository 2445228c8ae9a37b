/**
 * The configuration as the parts of the engine receive it: parsed, with units in the names, paths
 * absolute. Keys, defaults and words are in `main/config/keys.ts`, one row a key.
 */
export interface Config {
  readonly appName: string
  readonly http: {
    readonly host: string
    /** 0 = a free one. */
    readonly port: number
    readonly requireToken: boolean
    readonly tlsCert: string | null
    readonly tlsKey: string | null
    readonly publishedAt: string | null
  }
  readonly engine: {
    readonly kind: 'duckdb' | 'spark'
    readonly remote: string | null
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
  }
  readonly delta: {
    readonly basePath: string
    readonly streamTransactionsPath: string
    readonly streamAggregationsPath: string
    readonly deadLettersPath: string
    readonly batchBasePath: string
    readonly seedPath: string
    readonly retentionMs: number
    readonly autoCompact: boolean
  }
  readonly stream: {
    readonly autoStart: boolean
    readonly triggerIntervalMs: number
    readonly maxBatchRows: number
    readonly maxBatchBytes: number
    readonly keepUnknown: boolean
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
  readonly originalCheckpointDir: string
}

/** One key as `GET /config` tells it: secrets as `***`. */
export interface EffectiveSetting {
  readonly key: string
  readonly value: string | number | boolean | null
  readonly source: 'flag' | 'environment' | 'file' | 'default'
  /** The flag, variable or file and line that gave it. */
  readonly from: string | null
}
