import {
  KafkaBrokers,
  KafkaGroupDetail,
  KafkaGroups,
  KafkaMessages,
  KafkaTest,
  KafkaTestRequest,
  KafkaTopicDetail,
  KafkaTopics,
} from '../kafka'
import {
  KafkaProfile,
  KafkaProfileInput,
  KafkaProfiles,
  ProfileTestRequest,
  UseProfileRequest,
} from '../kafka-profiles'
import type { Operations } from './operation'
import { GroupParameter, MessagesQuery, ProfileParameter, TopicParameter } from './parameters'

/** A secret of the connection in use may be sealed for the window alone. */
const BROKER = ['BROKER_UNREACHABLE', 'BROKER_REFUSED', 'BROKER_ERROR', 'SECRET_UNAVAILABLE'] as const
const TOPIC = ['TOPIC_NOT_FOUND', 'TOPIC_FORBIDDEN', ...BROKER] as const

/** The Kafka cluster, read only: no group is joined, nothing committed, no topic made. */
export const kafkaOperations = {
  kafkaTopics: {
    kind: 'query',
    method: 'GET',
    path: '/kafka/topics',
    summary: 'Topics of the Kafka cluster',
    output: KafkaTopics,
    errors: BROKER,
  },
  kafkaTopic: {
    kind: 'query',
    method: 'GET',
    path: '/kafka/topics/{name}',
    summary: 'Partitions and settings of a topic',
    params: TopicParameter,
    output: KafkaTopicDetail,
    errors: TOPIC,
  },
  kafkaMessages: {
    kind: 'rows',
    method: 'GET',
    path: '/kafka/topics/{name}/messages',
    summary: 'Messages of a topic and what the decoder makes of them',
    params: TopicParameter,
    query: MessagesQuery,
    output: KafkaMessages,
    errors: TOPIC,
  },
  kafkaGroups: {
    kind: 'query',
    method: 'GET',
    path: '/kafka/groups',
    summary: 'Consumer groups and their lag, ours first',
    output: KafkaGroups,
    errors: BROKER,
  },
  kafkaGroup: {
    kind: 'query',
    method: 'GET',
    path: '/kafka/groups/{id}',
    summary: 'Members and lag per partition of a group',
    params: GroupParameter,
    output: KafkaGroupDetail,
    errors: ['GROUP_NOT_FOUND', ...BROKER],
  },
  kafkaBrokers: {
    kind: 'query',
    method: 'GET',
    path: '/kafka/brokers',
    summary: 'Brokers of the Kafka cluster',
    output: KafkaBrokers,
    errors: BROKER,
  },
  testKafka: {
    kind: 'query',
    method: 'POST',
    path: '/kafka/test',
    summary: 'Try a connection stage by stage: DNS, TCP, TLS, SASL, topic, decode',
    body: KafkaTestRequest,
    bodyRequired: false,
    output: KafkaTest,
    errors: ['SECRET_UNAVAILABLE'],
  },
} as const satisfies Operations

/** Saved Kafka connections. What is secret goes in and never comes out. */
export const kafkaProfileOperations = {
  kafkaProfiles: {
    kind: 'query',
    method: 'GET',
    path: '/kafka/profiles',
    summary: 'Saved Kafka connections',
    output: KafkaProfiles,
  },
  createKafkaProfile: {
    kind: 'command',
    method: 'POST',
    path: '/kafka/profiles',
    summary: 'Save a connection',
    body: KafkaProfileInput,
    status: 201,
    output: KafkaProfile,
    errors: ['PROFILE_EXISTS', 'SECRET_UNAVAILABLE'],
  },
  useKafkaProfile: {
    kind: 'command',
    method: 'POST',
    path: '/kafka/profiles/use',
    summary: 'Use a saved connection, or that of the configuration; the stream must be stopped',
    body: UseProfileRequest,
    output: KafkaProfiles,
    errors: ['PROFILE_NOT_FOUND', 'STREAM_ALREADY_RUNNING'],
  },
  replaceKafkaProfile: {
    kind: 'command',
    method: 'PUT',
    path: '/kafka/profiles/{id}',
    summary: 'Replace a connection; secrets that are left out stay',
    params: ProfileParameter,
    body: KafkaProfileInput,
    output: KafkaProfile,
    errors: ['PROFILE_NOT_FOUND', 'PROFILE_EXISTS', 'STREAM_ALREADY_RUNNING', 'SECRET_UNAVAILABLE'],
  },
  deleteKafkaProfile: {
    kind: 'command',
    method: 'DELETE',
    path: '/kafka/profiles/{id}',
    summary: 'Delete a connection and its secrets',
    params: ProfileParameter,
    status: 204,
    output: null,
    errors: ['PROFILE_NOT_FOUND', 'PROFILE_IN_USE'],
  },
  testKafkaProfile: {
    kind: 'query',
    method: 'POST',
    path: '/kafka/profiles/{id}/test',
    summary: 'Try a saved connection stage by stage, with its stored secrets; or what is typed, before it is saved',
    params: ProfileParameter,
    body: ProfileTestRequest,
    bodyRequired: false,
    output: KafkaTest,
    errors: ['PROFILE_NOT_FOUND', 'SECRET_UNAVAILABLE'],
  },
} as const satisfies Operations
