import { MillraceError } from '../../../shared/errors'
import {
  KAFKA_MESSAGE_LIMIT,
  KafkaBrokers,
  KafkaGroupDetail,
  KafkaGroups,
  KafkaMessages,
  KafkaTest,
  KafkaTestRequest,
  KafkaTopicDetail,
  KafkaTopics,
} from '../../../shared/kafka'
import type { Engine } from '../../engine-port'
import { GroupParameter, MessagesQuery, TopicParameter } from '../parameters'
import { present, type Router } from '../router'

/** The Kafka cluster, read only: no group is joined, nothing committed, no topic made (decision 27). */
export function addKafkaRoutes(route: Router, { kafka }: Engine): void {
  route('get', '/kafka/topics', { summary: 'Topics of the Kafka cluster', answer: KafkaTopics }, () => kafka.topics())
  route(
    'get',
    '/kafka/topics/{name}',
    {
      summary: 'Partitions and settings of a topic',
      answer: KafkaTopicDetail,
      params: TopicParameter,
      errors: ['TOPIC_NOT_FOUND', 'TOPIC_FORBIDDEN', 'BROKER_UNREACHABLE', 'BROKER_REFUSED', 'BROKER_ERROR'],
    },
    ({ params }) => kafka.topic(params.name),
  )
  route(
    'get',
    '/kafka/topics/{name}/messages',
    {
      summary: 'Messages of a topic and what the decoder makes of them',
      answer: KafkaMessages,
      params: TopicParameter,
      query: MessagesQuery,
      errors: ['TOPIC_NOT_FOUND', 'TOPIC_FORBIDDEN', 'BROKER_UNREACHABLE', 'BROKER_REFUSED', 'BROKER_ERROR'],
    },
    ({ params, query, signal }) => {
      const { limit, ...place } = present(query)
      checkPlace(place)
      return kafka.messages(
        params.name,
        { ...place, limit: Math.min(limit ?? KAFKA_MESSAGE_LIMIT.default, KAFKA_MESSAGE_LIMIT.max) },
        signal,
      )
    },
  )
  route('get', '/kafka/groups', { summary: 'Consumer groups and their lag, ours first', answer: KafkaGroups }, () =>
    kafka.groups(),
  )
  route(
    'get',
    '/kafka/groups/{id}',
    {
      summary: 'Members and lag per partition of a group',
      answer: KafkaGroupDetail,
      params: GroupParameter,
      errors: ['GROUP_NOT_FOUND', 'BROKER_UNREACHABLE', 'BROKER_REFUSED', 'BROKER_ERROR'],
    },
    ({ params }) => kafka.group(params.id),
  )
  route('get', '/kafka/brokers', { summary: 'Brokers of the Kafka cluster', answer: KafkaBrokers }, () =>
    kafka.brokers(),
  )
  route(
    'post',
    '/kafka/test',
    {
      summary: 'Try a connection stage by stage: DNS, TCP, TLS, SASL, topic, decode',
      answer: KafkaTest,
      body: KafkaTestRequest,
      bodyRequired: false,
    },
    ({ body, signal }) => kafka.test(body, signal),
  )
}

/** One way to say where to begin. */
function checkPlace({
  partition,
  offset,
  timestamp,
  cursor,
}: {
  partition?: number
  offset?: bigint | string
  timestamp?: number
  cursor?: object
}): void {
  const given = Object.entries({ offset, timestamp, cursor }).filter(([, value]) => value !== undefined)
  if (given.length > 1)
    throw new MillraceError('INVALID_REQUEST', `Give one of ${given.map(([name]) => name).join(' and ')}, not both.`)
  if (typeof offset === 'bigint' && partition === undefined)
    throw new MillraceError('INVALID_REQUEST', 'offset: say of which partition, for example partition=0.')
}
