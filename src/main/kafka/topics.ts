import { MillraceError } from '../../shared/errors'
import type { KafkaPartition, KafkaSetting, KafkaTopic, KafkaTopicDetail, KafkaTopics } from '../../shared/kafka'
import { int64ToJson, type Int64 } from '../../shared/scalars'
import { Notes } from './notes'
import {
  askTopicConfigs,
  errorName,
  KAFKA_ERROR,
  type ConfigEntry,
  type Metadata,
  type TopicMetadata,
} from './requests'
import { readSizes, sumOf, type DiskSizes } from './sizes'
import { END_OFFSET, FIRST_OFFSET, offsetsAt, type ClusterView, type OffsetTable } from './view'

const RATE_SECONDS = 60
const SHOWN_SETTINGS = ['retention.ms', 'retention.bytes', 'compression.type', 'max.message.bytes', 'cleanup.policy']
/** Kafka's word for "no bound". */
const UNBOUNDED = '-1'

/** All topics with messages, bytes and rate, by name. @param ours the topic of the stream, which is marked */
export async function listTopics(view: ClusterView, ours: string): Promise<KafkaTopics> {
  const notes = new Notes()
  const metadata = await view.metadata()
  const topics = metadata.topicMetadata.filter((topic) => {
    if (topic.topicErrorCode !== 0) notes.refused(`Topic ${topic.topic}`, topic.topicErrorCode, 'DESCRIBE on it')
    return topic.topicErrorCode === 0
  })
  const [figures, settings] = await Promise.all([
    readFigures(view, topics, readSizes(view, metadata, notes), notes),
    readSettings(
      view,
      topics.map(({ topic }) => topic),
      SHOWN_SETTINGS,
      notes,
    ),
  ])
  return {
    topics: topics
      .map((topic) => describeTopic(topic, figures, settings.get(topic.topic) ?? null, ours))
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
    notes: notes.list(),
  }
}

/** @throws TOPIC_NOT_FOUND, TOPIC_FORBIDDEN */
export async function describeOneTopic(view: ClusterView, name: string, ours: string): Promise<KafkaTopicDetail> {
  const notes = new Notes()
  const { topic, metadata } = await findTopic(view, name)
  const [figures, settings] = await Promise.all([
    readFigures(view, [topic], readSizes(view, metadata, notes), notes),
    readSettings(view, [name], [], notes),
  ])
  const entries = settings.get(name) ?? null
  return {
    topic: describeTopic(topic, figures, entries, ours),
    partitions: describePartitions(topic, figures),
    settings: entries?.map(describeSetting).sort((left, right) => (left.name < right.name ? -1 : 1)) ?? null,
    notes: notes.list(),
  }
}

/** A topic by name, which asking never makes. @throws TOPIC_NOT_FOUND, TOPIC_FORBIDDEN */
export async function findTopic(
  view: ClusterView,
  name: string,
): Promise<{ readonly topic: TopicMetadata; readonly metadata: Metadata }> {
  const metadata = await view.metadata([name])
  const found = metadata.topicMetadata.find(({ topic }) => topic === name)
  if (found?.topicErrorCode === KAFKA_ERROR.topicAuthorization) {
    throw new MillraceError(
      'TOPIC_FORBIDDEN',
      `The broker does not let this user see topic ${name}. Ask for READ and DESCRIBE on it.`,
    )
  }
  // A topic that is being made or has lost a leader says so per partition, and is shown as it is.
  if (found === undefined || (found.topicErrorCode !== 0 && found.partitionMetadata.length === 0)) {
    const why =
      found === undefined || found.topicErrorCode === KAFKA_ERROR.unknownTopic
        ? ''
        : ` (${errorName(found.topicErrorCode)})`
    throw new MillraceError('TOPIC_NOT_FOUND', `There is no topic ${name}${why}. GET /kafka/topics lists all of them.`)
  }
  return { topic: found, metadata }
}

interface Figures {
  readonly first: OffsetTable
  readonly end: OffsetTable
  /** At a minute ago. */
  readonly recent: OffsetTable
  readonly sizes: DiskSizes
}

async function readFigures(
  view: ClusterView,
  topics: readonly TopicMetadata[],
  sizes: Promise<DiskSizes>,
  notes: Notes,
): Promise<Figures> {
  const [first, end, recent] = await Promise.all([
    offsetsAt(view, topics, FIRST_OFFSET),
    offsetsAt(view, topics, END_OFFSET),
    offsetsAt(view, topics, Date.now() - RATE_SECONDS * 1000),
  ])
  for (const { topic, partitionMetadata } of topics) {
    const offline = partitionMetadata.filter(({ leader }) => leader < 0).map(({ partitionId }) => partitionId)
    if (offline.length > 0) notes.add(`Topic ${topic}: no leader for partition ${offline.sort(byNumber).join(', ')}.`)
    else if (partitionMetadata.some(({ partitionId }) => end.get(topic)?.get(partitionId) === undefined))
      notes.add(`Topic ${topic}: not all leaders told their offsets; the right DESCRIBE on the topic may be missing.`)
  }
  return { first, end, recent, sizes: await sizes }
}

/** By topic; one that did not tell is missing. */
async function readSettings(
  view: ClusterView,
  topics: readonly string[],
  names: readonly string[],
  notes: Notes,
): Promise<ReadonlyMap<string, readonly ConfigEntry[]>> {
  if (topics.length === 0) return new Map()
  const { resources } = await askTopicConfigs(await view.any(), topics, names)
  for (const { errorCode } of resources) {
    if (errorCode !== 0) notes.refused('Settings of topics', errorCode, 'DESCRIBE_CONFIGS on the topic')
  }
  return new Map(
    resources.filter(({ errorCode }) => errorCode === 0).map((one) => [one.resourceName, one.configEntries]),
  )
}

function describeTopic(
  { topic, isInternal, partitionMetadata }: TopicMetadata,
  figures: Figures,
  settings: readonly ConfigEntry[] | null,
  ours: string,
): KafkaTopic {
  const value = (name: string) => settings?.find((entry) => entry.configName === name)?.configValue ?? null
  const maxMessageBytes = value('max.message.bytes')
  const held = partitionMetadata.map(({ partitionId }) => heldBy(figures, topic, partitionId))
  return {
    name: topic,
    internal: isInternal ?? topic.startsWith('__'),
    ours: topic === ours,
    partitions: partitionMetadata.length,
    replication: Math.max(0, ...partitionMetadata.map(({ replicas }) => replicas.length)),
    underReplicated: partitionMetadata.filter(({ replicas, isr }) => isr.length < replicas.length).length,
    offline: partitionMetadata.filter(({ leader }) => leader < 0).length,
    messages: toJson(sumOf(held)),
    messagesPerSecond: rateOf(topic, partitionMetadata, figures),
    sizeBytes: toJson(
      sumOf(partitionMetadata.map(({ leader, partitionId }) => figures.sizes.replica(leader, topic, partitionId))),
    ),
    retention:
      settings === null ? null : { ms: bounded(value('retention.ms')), bytes: bounded(value('retention.bytes')) },
    cleanupPolicy: value('cleanup.policy'),
    compression: value('compression.type'),
    maxMessageBytes: maxMessageBytes === null ? null : Number(maxMessageBytes),
  }
}

function describePartitions({ topic, partitionMetadata }: TopicMetadata, figures: Figures): KafkaPartition[] {
  const held = new Map(partitionMetadata.map(({ partitionId }) => [partitionId, heldBy(figures, topic, partitionId)]))
  const total = sumOf([...held.values()])
  return [...partitionMetadata]
    .sort((left, right) => left.partitionId - right.partitionId)
    .map(({ partitionId, leader, replicas, isr }) => {
      const messages = held.get(partitionId) ?? null
      const share = messages === null || total === null || total === 0n ? null : Number(messages) / Number(total)
      return {
        partition: partitionId,
        firstOffset: toJson(figures.first.get(topic)?.get(partitionId) ?? null),
        endOffset: toJson(figures.end.get(topic)?.get(partitionId) ?? null),
        messages: toJson(messages),
        leader: leader < 0 ? null : leader,
        replicas: [...replicas],
        inSync: [...isr],
        sizeBytes: toJson(figures.sizes.replica(leader, topic, partitionId)),
        share: share === null ? null : round(share, 10_000),
        shareOfEven: share === null ? null : round(share * partitionMetadata.length, 1000),
      }
    })
}

function heldBy({ first, end }: Figures, topic: string, partition: number): bigint | null {
  const low = first.get(topic)?.get(partition)
  const high = end.get(topic)?.get(partition)
  return low === undefined || high === undefined ? null : high - low
}

function rateOf(
  topic: string,
  partitions: TopicMetadata['partitionMetadata'],
  { end, recent }: Figures,
): number | null {
  const arrived = partitions.map(({ partitionId }) => {
    const high = end.get(topic)?.get(partitionId)
    const then = recent.get(topic)?.get(partitionId)
    if (high === undefined || then === undefined) return null
    // The two were asked one after the other; nothing is as late as a minute ago where it is -1.
    return then < 0n || then > high ? 0n : high - then
  })
  const sum = sumOf(arrived)
  return sum === null ? null : round(Number(sum) / RATE_SECONDS, 100)
}

function describeSetting({ configName, configValue, configSource, isSensitive, readOnly }: ConfigEntry): KafkaSetting {
  return {
    name: configName,
    value: isSensitive ? null : configValue,
    source: SOURCES[configSource ?? 0] ?? 'unknown',
    readOnly,
  }
}

/** By Kafka's numbers: 1 of the topic, 2-4 of the broker, 5 built in. */
const SOURCES: Readonly<Record<number, KafkaSetting['source']>> = {
  1: 'topic',
  2: 'broker',
  3: 'broker',
  4: 'broker',
  5: 'default',
}

function bounded(value: string | null): Int64 | null {
  return value === null || value === UNBOUNDED ? null : int64ToJson(BigInt(value))
}

function toJson(value: bigint | null): Int64 | null {
  return value === null ? null : int64ToJson(value)
}

function round(value: number, scale: number): number {
  return Math.round(value * scale) / scale
}

function byNumber(left: number, right: number): number {
  return left - right
}
