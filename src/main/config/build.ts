import { totalmem } from 'node:os'
import { join } from 'node:path'
import type { Config, KafkaSecurity } from '../../shared/config'
import type { HttpAccess } from './http-access'
import type { ConfigValues } from './keys'

/** What a value alone does not tell. */
interface Told {
  readonly http: HttpAccess
  readonly security: KafkaSecurity
  /** Only a key that somebody set speaks for tables of others (decision 32). */
  readonly autoCompactIsSet: boolean
}

/** The configuration as the parts of the engine receive it, of values that are known to be good. */
export function buildConfig(values: ConfigValues, { http, security, autoCompactIsSet }: Told): Config {
  const prefix = values['pipeline.kafka.consumer-group-prefix']
  return {
    http: {
      host: values['pipeline.http.host'],
      port: values['pipeline.http.port'],
      ...http,
    },
    engine: {
      kind: values['pipeline.engine.kind'],
      remote: values['pipeline.engine.remote'],
      threads: values['pipeline.engine.threads'],
      memoryLimit: values['pipeline.engine.memory-limit'] ?? Math.floor(totalmem() / 2),
      tempDir: values['pipeline.engine.temp-dir'],
      tempLimit: values['pipeline.engine.temp-limit'],
      stateDir: values['pipeline.engine.state-dir'],
    },
    kafka: {
      bootstrapServers: values['pipeline.kafka.bootstrap-servers'],
      streamTopic: values['pipeline.kafka.stream-topic'],
      consumerGroup: values['pipeline.kafka.consumer-group'] ?? `${prefix}-stream`,
      security,
      tokens: {
        command: values['pipeline.kafka.sasl.oauth-command'],
        servers: [
          ...values['pipeline.kafka.bootstrap-servers'],
          ...(values['pipeline.kafka.sasl.oauth-servers'] ?? []),
        ],
      },
    },
    delta: {
      basePath: values['pipeline.delta.base-path'],
      streamTransactionsPath: values['pipeline.delta.stream-transactions-path'],
      streamAggregationsPath: values['pipeline.delta.stream-aggregations-path'],
      deadLettersPath: values['pipeline.delta.dead-letters-path'],
      batchBasePath: values['pipeline.delta.batch-base-path'],
      seedPath: values['pipeline.delta.seed-path'],
      retentionMs: values['pipeline.delta.retention'],
      autoCompact: !autoCompactIsSet ? 'own' : values['pipeline.delta.auto-compact'] ? 'all' : 'off',
    },
    stream: {
      autoStart: values['pipeline.stream.auto-start'],
      triggerIntervalMs: values['pipeline.stream.trigger-interval'],
      maxBatchRows: values['pipeline.stream.max-batch-rows'],
      maxBatchBytes: values['pipeline.stream.max-batch-bytes'],
      keepUnknown: values['pipeline.stream.keep-unknown'],
    },
    sample: { records: values['pipeline.sample.records'] },
    batch: {
      threadPoolSize: values['pipeline.batch.thread-pool-size'],
      defaultPageSize: values['pipeline.batch.default-page-size'],
      maxPageSize: values['pipeline.batch.max-page-size'],
      sourcePath: values['pipeline.batch.source-path'] ?? values['pipeline.delta.stream-transactions-path'],
      retentionDays: values['pipeline.batch.retention-days'],
      retentionBytes: values['pipeline.batch.retention-bytes'],
    },
    log: {
      level: values['pipeline.log.level'],
      file: values['pipeline.log.file'],
    },
    sparkCheckpointDir: join(
      values['pipeline.spark.checkpoint-dir'] ?? join(values['pipeline.delta.base-path'], '../checkpoints'),
      'stream/transactions',
    ),
  }
}
