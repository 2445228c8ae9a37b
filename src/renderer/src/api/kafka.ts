import { z } from 'zod'
import {
  KafkaBrokers,
  KafkaGroupDetail,
  KafkaGroups,
  KafkaMessages,
  KafkaTest,
  KafkaTopicDetail,
  KafkaTopics,
  type KafkaTestRequest,
} from '../../../shared/kafka'
import {
  KafkaProfile,
  KafkaProfiles,
  type KafkaProfileInput,
  type ProfileTestRequest,
} from '../../../shared/kafka-profiles'
import { call, type Query } from './call'

const pathOf = (topic: string): string => `/kafka/topics/${encodeURIComponent(topic)}`
const profilePath = (id: string): string => `/kafka/profiles/${encodeURIComponent(id)}`

/** The cluster, read only; 503 within ten seconds where no broker answers. */
export const kafkaApi = {
  topics: (signal?: AbortSignal) => call(KafkaTopics, 'GET', '/kafka/topics', { signal }),
  topic: (name: string, signal?: AbortSignal) => call(KafkaTopicDetail, 'GET', pathOf(name), { signal }),
  messages: (name: string, query: Query, signal?: AbortSignal) =>
    call(KafkaMessages, 'GET', `${pathOf(name)}/messages`, { query, signal }),
  groups: (signal?: AbortSignal) => call(KafkaGroups, 'GET', '/kafka/groups', { signal }),
  group: (id: string, signal?: AbortSignal) =>
    call(KafkaGroupDetail, 'GET', `/kafka/groups/${encodeURIComponent(id)}`, { signal }),
  brokers: (signal?: AbortSignal) => call(KafkaBrokers, 'GET', '/kafka/brokers', { signal }),
  profiles: (signal?: AbortSignal) => call(KafkaProfiles, 'GET', '/kafka/profiles', { signal }),
  createProfile: (input: KafkaProfileInput) => call(KafkaProfile, 'POST', '/kafka/profiles', { body: input }),
  replaceProfile: (id: string, input: KafkaProfileInput) => call(KafkaProfile, 'PUT', profilePath(id), { body: input }),
  removeProfile: (id: string) => call(z.null(), 'DELETE', profilePath(id)),
  /** Null: the connection of the configuration. */
  useProfile: (id: string | null) => call(KafkaProfiles, 'POST', '/kafka/profiles/use', { body: { profile: id } }),
  testProfile: (id: string, request: ProfileTestRequest) =>
    call(KafkaTest, 'POST', `${profilePath(id)}/test`, { body: request }),
  test: (request: KafkaTestRequest, signal?: AbortSignal) =>
    call(KafkaTest, 'POST', '/kafka/test', { body: request, signal }),
}
