import type { Kafka } from 'kafkajs'
import type { ProtocolCall } from 'kafkajs/src/protocol/requests/index'

/** What is used of kafkajs' inside; the version is pinned, so it does not move. */
interface ConnectionPool {
  readonly host: string
  readonly port: number
  send<A>(call: ProtocolCall<A>): Promise<A>
}

/** By API key. */
type ApiVersions = Readonly<Record<number, { readonly minVersion: number; readonly maxVersion: number }>>

export interface Broker {
  readonly connectionPool: ConnectionPool
  /** Null until it is connected. */
  readonly versions: ApiVersions | null
  connect(): Promise<void>
  disconnect(): Promise<void>
}

export interface Cluster {
  readonly rootLogger: object
  readonly connectionPoolBuilder: {
    build(address: { host: string; port: number; rack: string | null }): Promise<ConnectionPool>
  }
  readonly brokerPool: {
    readonly seedBroker: Broker | undefined
    createBroker(options: {
      logger: object
      versions: ApiVersions | null
      connectionPool: ConnectionPool
      nodeId: number
    }): Broker
  }
  connect(): Promise<void>
  disconnect(): Promise<void>
}

/**
 * A cluster below consumers and producers: it joins nothing and commits nothing. kafkajs' Kafka object makes
 * them under a private symbol only.
 */
export function createCluster(kafka: Kafka): Cluster {
  const symbol = Object.getOwnPropertySymbols(kafka).find((one) => one.description === 'private:Kafka:createCluster')
  if (symbol === undefined) throw new Error('this is not kafkajs 2.2.4')
  const create = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[symbol]
  if (create === undefined) throw new Error('this is not kafkajs 2.2.4')
  return create.call(kafka, { metadataMaxAge: 10_000, allowAutoTopicCreation: false, maxInFlightRequests: null })
}
