import type { Config } from '../shared/config'
import { MillraceError } from '../shared/errors'
import type { DecodeVerdict } from '../shared/kafka'
import { createAuditReader } from './duckdb/audit-reader'
import { UNKNOWN_COLUMN } from './duckdb/event-lines'
import { createDeadLetterStore } from './duckdb/dead-letter-store'
import { createLineWriter } from './duckdb/line-writer'
import { createQualityReader } from './duckdb/quality-reader'
import type { Session } from './duckdb/session'
import { createQualityStore } from './duckdb/state-quality'
import { createStreamReader } from './duckdb/stream-reader'
import type { OwnedKafkaOperations } from './kafka/kafka-operations'
import { openLazyKafka } from './kafka/lazy'
import type { LakeParts } from './lake-parts'
import { deltaSchemaOf } from './lake/schema'
import { openSampleSource } from './sample/sample-source'
import { createWorld } from './sample/world'
import { createDecoder } from './stream/decode/decoder'
import { decodeStrict } from './stream/decode/strict-decoder'
import { openStreamManager, type StreamManager, type StreamManagerOptions } from './stream/manager'
import type { Source } from './stream/ports'

const SAMPLE_RATE = 10

export interface StreamOptions extends Pick<StreamManagerOptions, 'watcher' | 'publish' | 'log'> {
  readonly config: Config
  readonly parts: LakeParts
  /** Of the state folder, for the history of quality. */
  readonly state: Session
  readonly kafka: Pick<OwnedKafkaOperations, 'access' | 'topicInUse'>
}

/** The stream over its tables; nothing runs yet. */
export async function openStream({ config, parts, state, kafka, ...rest }: StreamOptions): Promise<StreamManager> {
  const { delta, stream } = config
  const { lake, session, parquet, lineFolder } = parts
  return openStreamManager({
    ...rest,
    lake,
    transactionsPath: delta.streamTransactionsPath,
    deadLettersPath: delta.deadLettersPath,
    aggregationsPath: delta.streamAggregationsPath,
    sparkCheckpointDir: config.sparkCheckpointDir,
    limits: { intervalMs: stream.triggerIntervalMs, maxRows: stream.maxBatchRows, maxBytes: stream.maxBatchBytes },
    extraColumns: stream.keepUnknown ? deltaSchemaOf([{ name: UNKNOWN_COLUMN, kind: 'string' }]) : [],
    writer: createDecoder(createLineWriter({ session, lineFolder, keepUnknown: stream.keepUnknown })),
    reader: createStreamReader(session),
    deadLetters: createDeadLetterStore(session),
    parquet,
    audit: createAuditReader(session),
    quality: { reader: await createQualityReader(session), store: await createQualityStore(state) },
    openSource: (kind, topic, rate) =>
      kind === 'sample' ? openSample(topic, rate) : openKafka(topic ?? kafka.topicInUse(), rate, kafka),
  })
}

/** What the stream would make of a message. */
export function judgeValue(value: Uint8Array | null): DecodeVerdict {
  const decoded = decodeStrict(value)
  if (decoded.kind === 'row') return { kind: 'row', unknownKeys: decoded.unknownKeys }
  // The API has this word from its first version.
  return { ...decoded, kind: 'dead' }
}

function openSample(topic: string | null, rate: number | null): Source {
  return openSampleSource({ world: createWorld(), rate: rate ?? SAMPLE_RATE, ...(topic === null ? {} : { topic }) })
}

function openKafka(topic: string, rate: number | null, { access }: Pick<OwnedKafkaOperations, 'access'>): Source {
  if (rate !== null) throw new MillraceError('INVALID_REQUEST', 'rate: only the sample source has a rate.')
  return openLazyKafka(topic, access)
}
