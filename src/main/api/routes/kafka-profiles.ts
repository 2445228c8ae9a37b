import { KafkaTest } from '../../../shared/kafka'
import {
  KafkaProfile,
  KafkaProfileInput,
  KafkaProfiles,
  ProfileTestRequest,
  UseProfileRequest,
} from '../../../shared/kafka-profiles'
import type { Engine } from '../../engine-port'
import { ProfileParameter } from '../parameters'
import type { Router } from '../router'

/** Saved Kafka connections. What is secret goes in and never comes out. */
export function addKafkaProfileRoutes(route: Router, { kafka }: Engine): void {
  const { profiles } = kafka
  const params = ProfileParameter
  route('get', '/kafka/profiles', { summary: 'Saved Kafka connections', answer: KafkaProfiles }, () => profiles.list())
  route(
    'post',
    '/kafka/profiles',
    {
      summary: 'Save a connection',
      answer: KafkaProfile,
      body: KafkaProfileInput,
      status: 201,
      errors: ['PROFILE_EXISTS', 'SECRET_UNAVAILABLE'],
    },
    ({ body }) => profiles.create(body),
  )
  route(
    'post',
    '/kafka/profiles/use',
    {
      summary: 'Use a saved connection, or that of the configuration; the stream must be stopped',
      answer: KafkaProfiles,
      body: UseProfileRequest,
      errors: ['PROFILE_NOT_FOUND', 'STREAM_ALREADY_RUNNING', 'SECRET_UNAVAILABLE'],
    },
    ({ body }) => profiles.use(body.profile),
  )
  route(
    'put',
    '/kafka/profiles/{id}',
    {
      summary: 'Replace a connection; secrets that are left out stay',
      answer: KafkaProfile,
      params,
      body: KafkaProfileInput,
      errors: ['PROFILE_NOT_FOUND', 'PROFILE_EXISTS', 'SECRET_UNAVAILABLE'],
    },
    ({ params: { id }, body }) => profiles.replace(id, body),
  )
  route(
    'delete',
    '/kafka/profiles/{id}',
    {
      summary: 'Delete a connection and its secrets',
      answer: null,
      params,
      status: 204,
      errors: ['PROFILE_NOT_FOUND', 'PROFILE_IN_USE'],
    },
    ({ params: { id } }) => profiles.remove(id),
  )
  route(
    'post',
    '/kafka/profiles/{id}/test',
    {
      summary: 'Try a saved connection stage by stage, with its stored secrets; or what is typed, before it is saved',
      answer: KafkaTest,
      params,
      body: ProfileTestRequest,
      bodyRequired: false,
      errors: ['PROFILE_NOT_FOUND', 'SECRET_UNAVAILABLE'],
    },
    ({ params: { id }, body, signal }) => profiles.test(id, body, signal),
  )
}
