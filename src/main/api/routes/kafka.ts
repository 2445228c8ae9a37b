import type { Engine } from '../../../shared/engine'
import { MillraceError } from '../../../shared/errors'
import type { kafkaOperations, kafkaProfileOperations } from '../../../shared/operations/kafka'
import { present, type Handlers } from '../router'

/** Answers the operations that look at Kafka. */
export function kafkaHandlers({ kafka }: Engine): Handlers<typeof kafkaOperations & typeof kafkaProfileOperations> {
  const { profiles } = kafka
  return {
    kafkaTopics: () => kafka.topics(),
    kafkaTopic: ({ params }) => kafka.topic(params.name),
    kafkaMessages({ params, query, signal }) {
      const place = present(query)
      checkPlace(place)
      return kafka.messages(params.name, place, signal)
    },
    kafkaGroups: () => kafka.groups(),
    kafkaGroup: ({ params }) => kafka.group(params.id),
    kafkaBrokers: () => kafka.brokers(),
    testKafka: ({ body, signal }) => kafka.test(body, signal),
    kafkaProfiles: () => profiles.list(),
    createKafkaProfile: ({ body }) => profiles.create(body),
    useKafkaProfile: ({ body }) => profiles.use(body.profile),
    replaceKafkaProfile: ({ params, body }) => profiles.replace(params.id, body),
    deleteKafkaProfile: ({ params }) => profiles.remove(params.id),
    testKafkaProfile: ({ params, body, signal }) => profiles.test(params.id, body, signal),
  }
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
