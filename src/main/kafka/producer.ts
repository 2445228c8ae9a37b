import { Partitioners } from 'kafkajs'
import type { EventProducer } from '../sample/ports'
import { createClient, toBrokerError, orUnreachable, type ClientOptions } from './client'

const CONNECT_LIMIT_MS = 10_000

/** Sends generated events to a topic, which the broker makes where it is missing (as the original's generator). */
export async function openProducer(options: ClientOptions, topic: string): Promise<EventProducer> {
  const kafka = createClient(options, { retry: { retries: 8, initialRetryTime: 200 } })
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: true,
    idempotent: true,
    maxInFlightRequests: 5,
  })
  await orUnreachable(producer.connect(), CONNECT_LIMIT_MS, options)
  return {
    async send(events) {
      try {
        await producer.send({
          topic,
          acks: -1,
          messages: events.map(({ key, value, timestamp }) => ({ key, value, timestamp: String(timestamp) })),
        })
      } catch (error) {
        throw toBrokerError(error, options)
      }
    },
    close: () => producer.disconnect(),
  }
}
