import Encoder from 'kafkajs/src/protocol/encoder'
import Decoder from 'kafkajs/src/protocol/decoder'
import protocol, { type ProtocolCall, type RequestDefinition } from 'kafkajs/src/protocol/requests/index'
import { createErrorFromCode } from 'kafkajs/src/protocol/error'
import type { Broker } from './cluster'

/**
 * Read-only requests, straight to one broker. Answers keep their error codes: one topic that may not be read
 * must not hide the others, as it would in kafkajs' own calls.
 */
const API = {
  fetch: 1,
  listOffsets: 2,
  metadata: 3,
  offsetFetch: 9,
  describeGroups: 15,
  listGroups: 16,
  describeConfigs: 32,
  describeLogDirs: 35,
  describeQuorum: 55,
  describeConsumerGroups: 69,
} as const

/** Kafka's codes that are told apart here; others are named by `errorName`. */
export const KAFKA_ERROR = {
  offsetOutOfRange: 1,
  unknownTopic: 3,
  topicAuthorization: 29,
  groupNotFound: 69,
} as const

const READ_UNCOMMITTED = 0
const READ_COMMITTED = 1
const TOPIC_RESOURCE = 2
const TOPIC_ID_VERSION = 10
const UUID_WORDS = 4

type Definitions = typeof protocol.requests
type AnswerOf<K extends keyof Definitions> = Awaited<
  ReturnType<ReturnType<ReturnType<Definitions[K]['protocol']>>['response']['decode']>
>
export type Metadata = AnswerOf<'Metadata'>
export type TopicMetadata = Metadata['topicMetadata'][number]

export type ConfigEntry = AnswerOf<'DescribeConfigs'>['resources'][number]['configEntries'][number]

/** For example TOPIC_AUTHORIZATION_FAILED. */
export function errorName(code: number): string {
  return createErrorFromCode(code).type
}

/** All topics that may be seen, or some. Asking never creates one. */
export function askMetadata(broker: Broker, topics: readonly string[] = []): Promise<Metadata> {
  return ask(broker, API.metadata, protocol.requests.Metadata, { topics, allowAutoTopicCreation: false })
}

/** Offsets of partitions at a time, or at their first or next message, from the broker that leads them. */
export function askOffsets(
  broker: Broker,
  topics: readonly { topic: string; partitions: readonly { partition: number; timestamp: string }[] }[],
): Promise<AnswerOf<'ListOffsets'>> {
  return ask(broker, API.listOffsets, protocol.requests.ListOffsets, { isolationLevel: READ_UNCOMMITTED, topics })
}

/** @param names settings; all of them where it is empty */
export function askTopicConfigs(
  broker: Broker,
  topics: readonly string[],
  names: readonly string[],
): Promise<AnswerOf<'DescribeConfigs'>> {
  return ask(broker, API.describeConfigs, protocol.requests.DescribeConfigs, {
    resources: topics.map((name) => ({ type: TOPIC_RESOURCE, name, configNames: names })),
  })
}

/** The groups that this broker coordinates. */
export function askGroups(broker: Broker): Promise<AnswerOf<'ListGroups'>> {
  return ask(broker, API.listGroups, protocol.requests.ListGroups, undefined)
}

/** To their coordinator. */
export function askGroupDescriptions(broker: Broker, groupIds: readonly string[]): Promise<AnswerOf<'DescribeGroups'>> {
  return ask(broker, API.describeGroups, protocol.requests.DescribeGroups, { groupIds })
}

/** A group of the newer consumer protocol (KIP-848), which DescribeGroups does not know. */
export interface ConsumerGroupDescription {
  readonly errorCode: number
  readonly state: string
  readonly assignor: string
  readonly members: readonly {
    readonly memberId: string
    readonly clientId: string
    readonly clientHost: string
    readonly assignments: readonly { readonly topic: string; readonly partitions: readonly number[] }[]
  }[]
}

/** To their coordinator; null where the broker does not know the request. */
export function askConsumerGroup(broker: Broker, groupId: string): Promise<ConsumerGroupDescription | null> {
  if (!supports(broker, API.describeConsumerGroups, 0)) return Promise.resolve(null)
  const request = call(API.describeConsumerGroups, 0, 'ConsumerGroupDescribe', () =>
    // The empty tag section of a flexible header, then one group, without the rights that we have on it.
    new Encoder().writeUVarInt(0).writeUVarInt(2).writeUVarIntString(groupId).writeInt8(0).writeUVarInt(0),
  )
  return send(broker, request, (bytes) => {
    const decoder = new Decoder(bytes)
    decoder.readTaggedFields()
    decoder.readInt32()
    return decoder.readUVarIntArray(readConsumerGroup)?.[0] ?? null
  })
}

function readConsumerGroup(decoder: Decoder): ConsumerGroupDescription {
  const errorCode = decoder.readInt16()
  decoder.readUVarIntString()
  decoder.readUVarIntString()
  const state = decoder.readUVarIntString() ?? ''
  // The epochs of the group and of its assignment.
  decoder.readInt32()
  decoder.readInt32()
  const assignor = decoder.readUVarIntString() ?? ''
  const members = decoder.readUVarIntArray(readConsumerMember) ?? []
  decoder.readInt32()
  decoder.readTaggedFields()
  return { errorCode, state, assignor, members }
}

function readConsumerMember(decoder: Decoder): ConsumerGroupDescription['members'][number] {
  const memberId = decoder.readUVarIntString() ?? ''
  // Its instance, its rack, its epoch.
  decoder.readUVarIntString()
  decoder.readUVarIntString()
  decoder.readInt32()
  const clientId = decoder.readUVarIntString() ?? ''
  const clientHost = decoder.readUVarIntString() ?? ''
  // The topics that it wants, by name and by pattern.
  decoder.readUVarIntArray((topic) => topic.readUVarIntString())
  decoder.readUVarIntString()
  const assignments = readAssignedTopics(decoder)
  // What it is to have once the others have let go.
  readAssignedTopics(decoder)
  decoder.readTaggedFields()
  return { memberId, clientId, clientHost, assignments }
}

function readAssignedTopics(decoder: Decoder): { topic: string; partitions: number[] }[] {
  const topics = decoder.readUVarIntArray((one) => {
    one.readInt64()
    one.readInt64()
    const topic = one.readUVarIntString() ?? ''
    const partitions = one.readUVarIntArray((partition) => partition.readInt32()) ?? []
    one.readTaggedFields()
    return { topic, partitions }
  })
  decoder.readTaggedFields()
  return topics ?? []
}

/** Tells one topic from another of the same name; null where it is not there, or the broker is before 2.8. */
export function askTopicId(broker: Broker, topic: string): Promise<string | null> {
  if (!supports(broker, API.metadata, TOPIC_ID_VERSION)) return Promise.resolve(null)
  const request = call(API.metadata, TOPIC_ID_VERSION, 'Metadata', () => {
    // The empty tag section of a flexible header, then one topic by its name: its id is asked as zero.
    const encoder = new Encoder().writeUVarInt(0).writeUVarInt(2)
    for (let word = 0; word < UUID_WORDS; word++) encoder.writeInt32(0)
    // It may not be created, and nobody's rights are asked.
    return encoder.writeUVarIntString(topic).writeUVarInt(0).writeInt8(0).writeInt8(0).writeInt8(0).writeUVarInt(0)
  })
  return send(broker, request, (bytes) => {
    const decoder = new Decoder(bytes)
    decoder.readTaggedFields()
    decoder.readInt32()
    decoder.readUVarIntArray((node) => {
      node.readInt32()
      node.readUVarIntString()
      node.readInt32()
      node.readUVarIntString()
      node.readTaggedFields()
    })
    decoder.readUVarIntString()
    decoder.readInt32()
    // One topic was asked for: its length is read, the rest of the answer is not.
    if (decoder.readUVarInt() < 2 || decoder.readInt16() !== 0) return null
    decoder.readUVarIntString()
    const [high, low] = [decoder.readInt64(), decoder.readInt64()]
    return `${high}/${low}`
  })
}

/** Every offset that the group has committed; to its coordinator. */
export function askCommittedOffsets(broker: Broker, groupId: string): Promise<AnswerOf<'OffsetFetch'>> {
  return ask(broker, API.offsetFetch, protocol.requests.OffsetFetch, { groupId, topics: [] })
}

/** One partition's bytes from an offset on; `version` is that of the answer's layout. */
export function askRecords(
  broker: Broker,
  place: { topic: string; partition: number; offset: bigint },
  limits: { maxWaitMs: number; maxBytes: number },
): Promise<{ readonly bytes: Buffer; readonly version: number }> {
  const definition = protocol.requests.Fetch
  const version = versionFor(broker, API.fetch, definition.versions)
  const call = definition.protocol({ version })({
    maxWaitTime: limits.maxWaitMs,
    minBytes: 1,
    maxBytes: limits.maxBytes,
    isolationLevel: READ_COMMITTED,
    topics: [
      {
        topic: place.topic,
        partitions: [{ partition: place.partition, fetchOffset: place.offset.toString(), maxBytes: limits.maxBytes }],
      },
    ],
  })
  return send(broker, call, (bytes) => ({ bytes, version }))
}

export interface LogFolder {
  readonly errorCode: number
  readonly path: string
  readonly topics: readonly {
    readonly topic: string
    readonly partitions: readonly { readonly partition: number; readonly size: bigint; readonly future: boolean }[]
  }[]
}

/** Null where the broker does not know the request. An empty list is how it says that we may not ask. */
export function askLogFolders(broker: Broker): Promise<readonly LogFolder[] | null> {
  // kafkajs has no DescribeLogDirs. Version 1: a null array asks for all topics.
  if (!supports(broker, API.describeLogDirs, 1)) return Promise.resolve(null)
  const request = call(API.describeLogDirs, 1, 'DescribeLogDirs', () => new Encoder().writeInt32(-1))
  return send(broker, request, (bytes) => {
    const decoder = new Decoder(bytes)
    decoder.readInt32()
    return decoder.readArray((folder) => ({
      errorCode: folder.readInt16(),
      path: folder.readString() ?? '',
      topics: folder.readArray((topic) => ({
        topic: topic.readString() ?? '',
        partitions: topic.readArray((partition) => ({
          partition: partition.readInt32(),
          size: readInOrder(partition),
          future: partition.readBoolean(),
        })),
      })),
    }))
  })
}

/** The size, and past the lag behind it. */
function readInOrder(decoder: Decoder): bigint {
  const size = decoder.readInt64()
  decoder.readInt64()
  return size
}

/** Whether the cluster keeps its metadata itself: then its metadata answer names any broker as controller. */
export function isKraft(broker: Broker): boolean {
  return supports(broker, API.describeQuorum, 0)
}

/** The node that leads the metadata quorum; an error code where it may not be asked. */
export function askQuorumLeader(broker: Broker): Promise<{ readonly errorCode: number; readonly leader: number }> {
  const request = call(API.describeQuorum, 0, 'DescribeQuorum', () =>
    // The empty tag section of a flexible header, then one topic with one partition.
    new Encoder()
      .writeUVarInt(0)
      .writeUVarInt(2)
      .writeUVarIntString('__cluster_metadata')
      .writeUVarInt(2)
      .writeInt32(0)
      .writeUVarInt(0)
      .writeUVarInt(0)
      .writeUVarInt(0),
  )
  return send(broker, request, (bytes) => {
    const decoder = new Decoder(bytes)
    decoder.readTaggedFields()
    const errorCode = decoder.readInt16()
    const [topic] =
      decoder.readUVarIntArray((one) => {
        one.readUVarIntString()
        return one.readUVarIntArray((partition) => {
          partition.readInt32()
          return { errorCode: partition.readInt16(), leader: partition.readInt32() }
        })
      }) ?? []
    return errorCode === 0 ? (topic?.[0] ?? { errorCode, leader: -1 }) : { errorCode, leader: -1 }
  })
}

function call(apiKey: number, apiVersion: number, apiName: string, encode: () => Encoder): ProtocolCall<unknown> {
  return {
    request: { apiKey, apiVersion, apiName, encode: () => Promise.resolve(encode()) },
    response: { decode: () => Promise.resolve(null), parse: (answer) => Promise.resolve(answer) },
  }
}

async function ask<Q, A>(broker: Broker, apiKey: number, definition: RequestDefinition<Q, A>, question: Q): Promise<A> {
  const version = versionFor(broker, apiKey, definition.versions)
  const { response, ...rest } = definition.protocol({ version })(question)
  return broker.connectionPool.send({
    ...rest,
    response: { decode: (bytes) => response.decode(bytes), parse: (answer) => Promise.resolve(answer) },
  })
}

function send<A>(broker: Broker, call: ProtocolCall<unknown>, decode: (bytes: Buffer) => A): Promise<A> {
  return broker.connectionPool.send<A>({
    ...call,
    response: { decode: (bytes) => Promise.resolve(decode(bytes)), parse: (answer) => Promise.resolve(answer) },
  })
}

/** The newest version that both sides know. */
function versionFor(broker: Broker, apiKey: number, ours: readonly string[]): number {
  const theirs = broker.versions?.[apiKey]
  const version = Math.min(Math.max(...ours.map(Number)), theirs?.maxVersion ?? -1)
  if (theirs === undefined || version < theirs.minVersion)
    throw new Error(`The broker does not know request ${apiKey} in a version that Millrace speaks.`)
  return version
}

function supports(broker: Broker, apiKey: number, version: number): boolean {
  const known = broker.versions?.[apiKey]
  return known !== undefined && known.minVersion <= version && known.maxVersion >= version
}
