import { Kafka, logLevel, type KafkaConfig } from 'kafkajs'
import type { Config, KafkaTokens } from '../../shared/config'
import { MillraceError } from '../../shared/errors'
import type { KafkaConnection } from '../../shared/kafka'
import type { Logger } from '../log/logger'
import { registerCodecs } from './codecs'
import { guardKafkajs, toSeed } from './guards'
import { resolveSecurity, securityOf, toKafkajs, usernameOf, usesTls, type ResolvedSecurity } from './security'
import { dotless, explain, type Origin, type Trouble, type TroubleContext } from './trouble'

export interface ClientOptions {
  readonly bootstrapServers: readonly string[]
  readonly security: ResolvedSecurity
  readonly origin: Origin
  readonly log: Logger
  /** Why no client can be made. */
  readonly unusable: Trouble | null
}

/** Reads the files that the settings name. */
export function clientOptions({ bootstrapServers, security }: Config['kafka'], log: Logger): ClientOptions {
  return { bootstrapServers, ...resolveSecurity(security), origin: 'configuration', log }
}

/** As `clientOptions`, of a saved connection. @throws INVALID_REQUEST where it may have no token */
export function profileOptions(connection: KafkaConnection, tokens: KafkaTokens, log: Logger): ClientOptions {
  return {
    bootstrapServers: connection.bootstrapServers,
    ...securityOf(connection, tokens),
    origin: 'connection',
    log,
  }
}

const CONNECT_MS = 3000
const REQUEST_MS = 10_000

/**
 * A kafkajs client with our guards, codecs and log.
 * @throws BROKER_REFUSED where a certificate, key or password file cannot be used
 */
export function createClient(
  { bootstrapServers, security, log, unusable }: ClientOptions,
  overrides: Partial<KafkaConfig> = {},
): Kafka {
  if (unusable !== null)
    throw new MillraceError(
      'BROKER_REFUSED',
      `The Kafka broker at ${bootstrapServers.join(', ')} cannot be asked: ${unusable.cause}. ${unusable.fix}`,
      { details: { fix: unusable.fix } },
    )
  guardKafkajs()
  registerCodecs()
  return new Kafka({
    clientId: 'millrace',
    brokers: bootstrapServers.map(toSeed),
    ...toKafkajs(security),
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    logLevel: logLevel.WARN,
    // kafkajs tells the same fault many times; our status tells it once.
    logCreator: () => (entry) => log.debug({ kafka: entry.namespace, ...pickError(entry.log) }, entry.log.message),
    ...overrides,
  })
}

/** Whose connection it is, for the words. */
export interface ClientTarget extends Pick<ClientOptions, 'bootstrapServers' | 'security' | 'origin'> {
  /** It has let us in with these settings before. */
  readonly answered?: boolean
  /** Who is asked for what, where it is known. */
  readonly group?: string
  readonly topic?: string
}

/**
 * What went wrong with a broker, in words with the fix: BROKER_REFUSED where it does not let us sign in, which
 * no retry mends, BROKER_ERROR where it answered with an error of its own, else BROKER_UNREACHABLE. Known errors
 * and faults of ours pass through.
 */
export function toBrokerError(error: unknown, target: ClientTarget): Error {
  if (error instanceof MillraceError || error instanceof TypeError || error instanceof RangeError) return error
  const servers = target.bootstrapServers.join(', ')
  const { kind, cause, fix } = explain(error, troubleContext(target))
  if (kind === 'answer') {
    return new MillraceError('BROKER_ERROR', `The Kafka broker at ${servers} answers: ${dotless(cause)}. ${fix}`, {
      cause: error,
      canRetry: true,
      details: { fix },
    })
  }
  return kind === 'sasl'
    ? new MillraceError('BROKER_REFUSED', `The Kafka broker at ${servers} refused the connection: ${cause}. ${fix}`, {
        cause: error,
        details: { fix },
      })
    : new MillraceError(
        'BROKER_UNREACHABLE',
        `The Kafka broker at ${servers} cannot be reached: ${dotless(cause)}. ${fix}`,
        {
          cause: error,
          canRetry: true,
          // A broker that is just away comes back without anybody's doing.
          ...(kind === 'tls' || kind === 'closed' || kind === 'advertised' ? { details: { fix } } : {}),
        },
      )
}

/** What an error of this connection is told with: addresses and ways of signing in, no secret. */
export function troubleContext(target: ClientTarget): TroubleContext {
  const { bootstrapServers, security, origin, answered = false, group = null, topic = null } = target
  return {
    bootstrapServers,
    group,
    topic,
    username: usernameOf(security),
    tls: usesTls(security),
    origin,
    answered,
  }
}

/** Ends a call that kafkajs would go on trying. @throws BROKER_UNREACHABLE after `limitMs` */
export async function orUnreachable<T>(work: Promise<T>, limitMs: number, target: ClientTarget): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(toBrokerError(new Error('timeout'), target)), limitMs)
  })
  try {
    return await Promise.race([work, late])
  } catch (error) {
    throw toBrokerError(error, target)
  } finally {
    clearTimeout(timer)
  }
}

function pickError(log: Record<string, unknown>): Record<string, unknown> {
  return 'error' in log ? { error: String(log['error']) } : {}
}
