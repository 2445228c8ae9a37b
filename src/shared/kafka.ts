import { z } from 'zod'
import { BROKER_ADDRESS_WORDS, parseBrokerAddress } from './broker-address'
import { pemProblem, type PemKind } from './pem'
import { Int64, IsoTime, TOPIC_NAME, TOPIC_NAME_WORDS } from './scalars'
import { DeadLetterCode } from './stream'

/** Sentences on what a broker did not tell, and why; the fields are null then. */
const Notes = z.array(z.string()).describe('What the brokers did not tell, and why. Such fields are null.')

export const KafkaTopic = z
  .object({
    name: z.string(),
    internal: z.boolean(),
    ours: z.boolean().describe('The topic of the connection in use, else pipeline.kafka.stream-topic.'),
    partitions: z.int(),
    replication: z.int(),
    underReplicated: z.int().describe('Partitions with fewer replicas in sync than they should have.'),
    offline: z.int().describe('Partitions without a leader.'),
    messages: Int64.nullable().describe('Offsets held; compaction and transactions leave gaps in them.'),
    messagesPerSecond: z.number().nullable().describe('Over the last 60 seconds by the messages’ own times.'),
    sizeBytes: Int64.nullable().describe('Of one replica of each partition: its leader’s.'),
    retention: z
      .object({
        ms: Int64.nullable().describe('Null: for ever.'),
        bytes: Int64.nullable().describe('Per partition. Null: no bound.'),
      })
      .nullable(),
    cleanupPolicy: z.string().nullable(),
    compression: z.string().nullable(),
    maxMessageBytes: z.int().nullable(),
  })
  .meta({ id: 'KafkaTopic' })
export type KafkaTopic = z.infer<typeof KafkaTopic>

export const KafkaTopics = z.object({ topics: z.array(KafkaTopic), notes: Notes }).meta({ id: 'KafkaTopics' })
export type KafkaTopics = z.infer<typeof KafkaTopics>

export const KafkaPartition = z
  .object({
    partition: z.int(),
    firstOffset: Int64.nullable(),
    endOffset: Int64.nullable().describe('The next offset to be written.'),
    messages: Int64.nullable(),
    leader: z.int().nullable().describe('Null: it has none, so it can neither be read nor written.'),
    replicas: z.array(z.int()),
    inSync: z.array(z.int()),
    sizeBytes: Int64.nullable(),
    share: z.number().nullable().describe('Of the topic’s messages, 0 to 1.'),
    shareOfEven: z.number().nullable().describe('Against an even spread: 1 is even, 2 is twice its part.'),
  })
  .meta({ id: 'KafkaPartition' })
export type KafkaPartition = z.infer<typeof KafkaPartition>

export const KafkaSetting = z
  .object({
    name: z.string(),
    value: z.string().nullable().describe('Null where the broker keeps it secret.'),
    source: z.enum(['topic', 'broker', 'default', 'unknown']),
    readOnly: z.boolean(),
  })
  .meta({ id: 'KafkaSetting' })
export type KafkaSetting = z.infer<typeof KafkaSetting>

export const KafkaTopicDetail = z
  .object({
    topic: KafkaTopic,
    partitions: z.array(KafkaPartition),
    settings: z.array(KafkaSetting).nullable(),
    notes: Notes,
  })
  .meta({ id: 'KafkaTopicDetail' })
export type KafkaTopicDetail = z.infer<typeof KafkaTopicDetail>

/** Bytes as text where they are UTF-8, else in base64: one of the two, never both. */
export const KafkaBytes = z.object({
  text: z.string().nullable(),
  base64: z.string().nullable().describe('Where it is not UTF-8.'),
  bytes: z.int(),
})
export type KafkaBytes = z.infer<typeof KafkaBytes>

/** What our own decoder makes of a value (decision 3). */
export const DecodeVerdict = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('row'), unknownKeys: z.int() }),
  z.object({ kind: z.literal('dead'), code: DeadLetterCode, field: z.string().nullable(), reason: z.string() }),
])
export type DecodeVerdict = z.infer<typeof DecodeVerdict>

export const KafkaMessage = z
  .object({
    partition: z.int(),
    offset: Int64,
    timestamp: IsoTime.nullable(),
    key: KafkaBytes.nullable(),
    value: KafkaBytes.nullable().describe('Null: a tombstone. Never cut.'),
    headers: z.array(z.object({ key: z.string(), value: KafkaBytes.nullable() })),
    verdict: DecodeVerdict.describe('A row, or a dead letter with code and reason.'),
  })
  .meta({ id: 'KafkaMessage' })
export type KafkaMessage = z.infer<typeof KafkaMessage>

export const KAFKA_MESSAGE_LIMIT = { default: 50, max: 500 } as const

export const KafkaMessages = z
  .object({
    topic: z.string(),
    order: z.enum(['newest-first', 'oldest-first']),
    messages: z.array(KafkaMessage),
    partitions: z
      .array(
        z.object({
          partition: z.int(),
          firstOffset: Int64,
          endOffset: Int64,
          nextOffset: Int64.describe('Where reading on begins.'),
        }),
      )
      .describe('The partitions that were looked at.'),
    cursor: z
      .string()
      .describe('Given as `cursor`, reads on behind the newest message seen, in every partition: nothing is missed.'),
    ended: z
      .enum(['end', 'limit', 'bytes', 'time'])
      .describe('Why there is no more: nothing left, or the limit of messages, bytes (8 MiB) or time (8 s).'),
    notes: Notes,
  })
  .meta({ id: 'KafkaMessages' })
export type KafkaMessages = z.infer<typeof KafkaMessages>

/** Where to read from; nothing given is the newest. */
export interface KafkaMessagesQuery {
  readonly limit: number
  readonly partition?: number
  /** An offset needs a partition. */
  readonly offset?: bigint | 'newest' | 'oldest'
  /** Epoch ms: the first message at or after it. */
  readonly timestamp?: number
  /** Next offset by partition, from an earlier answer. */
  readonly cursor?: ReadonlyMap<number, bigint>
}

export const KafkaGroup = z
  .object({
    id: z.string(),
    ours: z.boolean(),
    state: z.string().nullable().describe('Kafka’s word: Stable, Empty, PreparingRebalance, ...'),
    protocolType: z.string(),
    members: z.int().nullable(),
    topics: z.array(z.string()),
    lag: Int64.nullable().describe('Messages behind, over all partitions with a committed offset.'),
  })
  .meta({ id: 'KafkaGroup' })
export type KafkaGroup = z.infer<typeof KafkaGroup>

export const KafkaGroups = z
  .object({ groups: z.array(KafkaGroup).describe('Ours first, then by id.'), notes: Notes })
  .meta({ id: 'KafkaGroups' })
export type KafkaGroups = z.infer<typeof KafkaGroups>

const TopicPartitions = z.object({ topic: z.string(), partitions: z.array(z.int()) })

export const KafkaGroupDetail = z
  .object({
    group: KafkaGroup,
    assignor: z.string().nullable(),
    coordinator: z.int().describe('Broker id.'),
    members: z.array(
      z.object({
        id: z.string(),
        client: z.string(),
        host: z.string(),
        assignments: z.array(TopicPartitions),
      }),
    ),
    partitions: z.array(
      z.object({
        topic: z.string(),
        partition: z.int(),
        committedOffset: Int64.nullable().describe('Null: none was committed.'),
        endOffset: Int64.nullable(),
        lag: Int64.nullable(),
        member: z.string().nullable().describe('Id of the member that has it.'),
      }),
    ),
    notes: Notes,
  })
  .meta({ id: 'KafkaGroupDetail' })
export type KafkaGroupDetail = z.infer<typeof KafkaGroupDetail>

export const KafkaBroker = z
  .object({
    id: z.int(),
    host: z.string(),
    port: z.int(),
    rack: z.string().nullable(),
    controller: z.boolean().nullable().describe('Null: not told.'),
    leaders: z.int().describe('Partitions that it leads.'),
    replicas: z.int().describe('Partitions of which it should hold a copy.'),
    logSizeBytes: Int64.nullable().describe('Of all its partitions on disk.'),
    logFolders: z.array(z.object({ path: z.string(), sizeBytes: Int64, error: z.string().nullable() })).nullable(),
  })
  .meta({ id: 'KafkaBroker' })
export type KafkaBroker = z.infer<typeof KafkaBroker>

export const KafkaBrokers = z
  .object({ clusterId: z.string().nullable(), brokers: z.array(KafkaBroker), notes: Notes })
  .meta({ id: 'KafkaBrokers' })
export type KafkaBrokers = z.infer<typeof KafkaBrokers>

function pem(kind: PemKind) {
  return z
    .string()
    .max(100_000)
    .superRefine((text, context) => {
      const problem = pemProblem(kind, text)
      if (problem !== null) context.addIssue({ code: 'custom', message: problem })
    })
}

const PASSWORD_MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const

/** The command for tokens is of the configuration: none is ever taken from a request. */
export const TokenSignIn = z
  .strictObject({ mechanism: z.literal('OAUTHBEARER') })
  .describe('By tokens of pipeline.kafka.sasl.oauth-command, to the servers of oauth-servers and bootstrap-servers.')
export const PasswordSignIn = z.strictObject({
  mechanism: z.enum(PASSWORD_MECHANISMS),
  username: z.string().min(1),
  password: z.string().min(1),
})

/** A connection as somebody types it. Secrets are in it: it is never stored, logged or answered. */
export const KafkaConnection = z
  .strictObject({
    bootstrapServers: z
      .array(z.string().refine((text) => parseBrokerAddress(text) !== null, { error: BROKER_ADDRESS_WORDS }))
      .min(1)
      .max(50),
    security: z
      .strictObject({
        protocol: z.enum(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']),
        ca: pem('certificate').optional().describe('PEM text: certificates.'),
        cert: pem('certificate').optional().describe('PEM text: the certificate and its chain, without the key.'),
        key: pem('key').optional().describe('PEM text; with keyPassphrase where it is encrypted.'),
        keyPassphrase: z.string().min(1).max(1000).optional(),
      })
      .optional(),
    sasl: z.discriminatedUnion('mechanism', [PasswordSignIn, TokenSignIn]).optional(),
  })
  .meta({ id: 'KafkaConnection' })
export type KafkaConnection = z.infer<typeof KafkaConnection>

export const KafkaTestRequest = z
  .strictObject({
    topic: z
      .string()
      .regex(TOPIC_NAME, { error: TOPIC_NAME_WORDS })
      .optional()
      .describe('That of the connection in use by default, else pipeline.kafka.stream-topic.'),
    connection: KafkaConnection.optional().describe('The one in use by default; nothing of it is mixed in.'),
  })
  .meta({ id: 'KafkaTestRequest' })
export type KafkaTestRequest = z.infer<typeof KafkaTestRequest>

/** Parts of a connection, named as in KafkaConnection, where what a test finds can be mended. */
const CONNECTION_FIELDS = [
  'bootstrapServers',
  'topic',
  'security.protocol',
  'security.ca',
  'security.cert',
  'sasl.mechanism',
  'sasl.password',
] as const
export type ConnectionField = (typeof CONNECTION_FIELDS)[number]

export const KafkaTestStage = z.object({
  stage: z.enum(['dns', 'tcp', 'tls', 'sasl', 'topic', 'decode']),
  ok: z.boolean().nullable().describe('Null: not needed, or not tried since an earlier stage failed.'),
  ms: z.number(),
  message: z.string(),
  fix: z.string().nullable(),
  field: z
    .enum(CONNECTION_FIELDS)
    .nullable()
    .describe('Of a stage that failed: the part of the connection to look at.'),
})
export type KafkaTestStage = z.infer<typeof KafkaTestStage>

export const KafkaTest = z
  .object({
    bootstrapServers: z.array(z.string()),
    topic: z.string(),
    ok: z.boolean(),
    stages: z.array(KafkaTestStage).length(6),
  })
  .meta({ id: 'KafkaTest' })
export type KafkaTest = z.infer<typeof KafkaTest>
