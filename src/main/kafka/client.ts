import { Kafka, logLevel, type KafkaConfig } from 'kafkajs'
import { MillraceError, messageOf } from '../../shared/errors'
import type { Logger } from '../log/logger'
import { registerCodecs } from './codecs'
import { guardKafkajs } from './guards'

export interface ClientOptions {
  readonly bootstrapServers: readonly string[]
  readonly log: Logger
}

const CONNECT_MS = 3000
const REQUEST_MS = 10_000

/** A kafkajs client with our guards, codecs and log. */
export function createClient({ bootstrapServers, log }: ClientOptions, overrides: Partial<KafkaConfig> = {}): Kafka {
  guardKafkajs()
  registerCodecs()
  return new Kafka({
    clientId: 'millrace',
    brokers: [...bootstrapServers],
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    logLevel: logLevel.WARN,
    // kafkajs tells the same fault many times; our status tells it once.
    logCreator: () => (entry) => log.debug({ kafka: entry.namespace, ...pickError(entry.log) }, entry.log.message),
    ...overrides,
  })
}

/** What went wrong with a broker, in words with the fix. Other errors pass through. */
export function toBrokerError(error: unknown, bootstrapServers: readonly string[]): Error {
  if (error instanceof MillraceError) return error
  const message = messageOf(error)
  const cause = /ENOTFOUND|EAI_AGAIN/.test(message)
    ? 'the host name cannot be resolved'
    : /ECONNREFUSED/.test(message)
      ? 'nothing listens there (connection refused)'
      : /timeout|ETIMEDOUT/i.test(message)
        ? 'it does not answer (timeout)'
        : message
  return new MillraceError(
    'BROKER_UNREACHABLE',
    `The Kafka broker at ${bootstrapServers.join(', ')} cannot be reached: ${cause}. Start it (npm run kafka) or set pipeline.kafka.bootstrap-servers.`,
    { cause: error, canRetry: true },
  )
}

/** Ends a call that kafkajs would go on trying. @throws BROKER_UNREACHABLE after `limitMs` */
export async function withinTime<T>(
  work: Promise<T>,
  limitMs: number,
  bootstrapServers: readonly string[],
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(toBrokerError(new Error('timeout'), bootstrapServers)), limitMs)
  })
  try {
    return await Promise.race([work, late])
  } catch (error) {
    throw toBrokerError(error, bootstrapServers)
  } finally {
    clearTimeout(timer)
  }
}

function pickError(log: Record<string, unknown>): Record<string, unknown> {
  return 'error' in log ? { error: String(log['error']) } : {}
}
