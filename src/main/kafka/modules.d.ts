declare module 'kafkajs/src/consumer/consumerGroup' {
  const ConsumerGroup: {
    prototype: {
      recoverFromOffsetOutOfRange(error: Error & { topic: string; partition: number }): Promise<void>
      /** Epoch ms. */
      lastRequest: number
      heartbeat: (options: { readonly interval: number }) => Promise<void>
    }
  }
  export default ConsumerGroup
}
declare module 'kafkajs/src/cluster/brokerPool' {
  const BrokerPool: {
    prototype: {
      /** Epoch ms. */
      metadataExpireAt: number | null
      metadataMaxAge: number
      refreshMetadataIfNecessary: (topics: readonly string[]) => Promise<unknown>
      createSeedBroker: () => Promise<void>
      seedBroker: { readonly connectionPool: { host: string; readonly pool: readonly { host: string }[] } }
    }
  }
  export default BrokerPool
}
declare module 'kafkajs/src/network/requestQueue' {
  const RequestQueue: {
    prototype: {
      scheduleCheckPendingRequests(): void
      throttledUntil: number
      throttleCheckTimeoutId: NodeJS.Timeout | null | undefined
      pending: unknown[]
      checkPendingRequests(): void
      scheduleRequestTimeoutCheck(): void
      enforceRequestTimeout: boolean
      requestTimeout: number
      requestTimeoutIntervalId: NodeJS.Timeout | null
      inflight: Map<number, { sentAt: number; readonly requestTimeout: number; timeoutRequest(): void }>
      isConnected(): boolean
      destroy(): void
    }
  }
  export default RequestQueue
}
declare module 'kafkajs/src/protocol/encoder' {
  class Encoder {
    readonly buffer: Buffer
    writeInt8(value: number): Encoder
    writeInt16(value: number): Encoder
    writeInt32(value: number): Encoder
    writeUVarInt(value: number): Encoder
    writeUVarIntString(value: string): Encoder
  }
  export default Encoder
}
declare module 'kafkajs/src/protocol/decoder' {
  class Decoder {
    constructor(buffer: Buffer)
    readInt8(): number
    readInt16(): number
    readInt32(): number
    readInt64(): bigint
    readBoolean(): boolean
    readString(): string | null
    readBytes(): Buffer | null
    readUVarInt(): number
    readUVarIntString(): string | null
    readTaggedFields(): unknown
    readArray<T>(reader: (decoder: Decoder) => T): T[]
    readUVarIntArray<T>(reader: (decoder: Decoder) => T): T[] | null
  }
  export default Decoder
}
declare module 'kafkajs/src/protocol/recordBatch/v0/decoder' {
  import type Decoder from 'kafkajs/src/protocol/decoder'
  import type { FetchedRecord } from 'kafkajs/src/consumer/filterAbortedMessages'
  /** Decodes the batch that the decoder stands on. */
  const decodeRecordBatch: (decoder: Decoder) => Promise<{ records: FetchedRecord[] }>
  export default decodeRecordBatch
}
declare module 'kafkajs/src/consumer/filterAbortedMessages' {
  export interface FetchedRecord {
    readonly offset: string
    readonly timestamp: string
    readonly key: Buffer | null
    readonly value: Buffer | null
    readonly headers: Readonly<Record<string, Buffer | (Buffer | undefined)[] | undefined>>
    readonly isControlRecord: boolean
  }
  const filterAbortedMessages: (fetched: {
    messages: readonly FetchedRecord[]
    abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[]
  }) => FetchedRecord[]
  export default filterAbortedMessages
}
declare module 'kafkajs/src/protocol/requests/index' {
  export interface ProtocolCall<A> {
    readonly request: {
      readonly apiKey: number
      readonly apiVersion: number
      readonly apiName: string
      encode(): Promise<unknown>
    }
    readonly response: { decode(bytes: Buffer): Promise<A>; parse(answer: A): Promise<A> }
    readonly logResponseError?: boolean
  }
  export interface RequestDefinition<Q, A> {
    /** As text. */
    readonly versions: readonly string[]
    protocol(chosen: { version: number }): (question: Q) => ProtocolCall<A>
  }
  interface GroupError {
    readonly errorCode: number
    readonly groupId: string
  }
  const protocol: {
    readonly requests: {
      readonly Metadata: RequestDefinition<
        { topics: readonly string[]; allowAutoTopicCreation: boolean },
        {
          readonly brokers: readonly { nodeId: number; host: string; port: number; rack?: string | null }[]
          readonly clusterId?: string | null
          readonly controllerId?: number
          readonly topicMetadata: readonly {
            readonly topicErrorCode: number
            readonly topic: string
            readonly isInternal?: boolean
            readonly partitionMetadata: readonly {
              readonly partitionErrorCode: number
              readonly partitionId: number
              readonly leader: number
              readonly replicas: readonly number[]
              readonly isr: readonly number[]
            }[]
          }[]
        }
      >
      readonly ListOffsets: RequestDefinition<
        {
          isolationLevel: number
          topics: readonly { topic: string; partitions: readonly { partition: number; timestamp: string }[] }[]
        },
        {
          readonly responses: readonly {
            readonly topic: string
            readonly partitions: readonly { partition: number; errorCode: number; offset: string }[]
          }[]
        }
      >
      readonly DescribeConfigs: RequestDefinition<
        { resources: readonly { type: number; name: string; configNames?: readonly string[] }[] },
        {
          readonly resources: readonly {
            readonly errorCode: number
            readonly errorMessage: string | null
            readonly resourceName: string
            readonly configEntries: readonly {
              readonly configName: string
              readonly configValue: string | null
              readonly readOnly: boolean
              readonly configSource?: number
              readonly isSensitive: boolean
            }[]
          }[]
        }
      >
      readonly ListGroups: RequestDefinition<
        undefined,
        { readonly errorCode: number; readonly groups: readonly { groupId: string; protocolType: string }[] }
      >
      readonly DescribeGroups: RequestDefinition<
        { groupIds: readonly string[] },
        {
          readonly groups: readonly (GroupError & {
            readonly state: string
            readonly protocolType: string
            readonly protocol: string
            readonly members: readonly {
              readonly memberId: string
              readonly clientId: string
              readonly clientHost: string
              readonly memberAssignment: Buffer | null
            }[]
          })[]
        }
      >
      readonly OffsetFetch: RequestDefinition<
        { groupId: string; topics: readonly { topic: string; partitions: readonly { partition: number }[] }[] },
        {
          readonly errorCode?: number
          readonly responses: readonly {
            readonly topic: string
            readonly partitions: readonly { partition: number; offset: string; errorCode: number }[]
          }[]
        }
      >
      readonly Fetch: RequestDefinition<
        {
          maxWaitTime: number
          minBytes: number
          maxBytes: number
          isolationLevel: number
          topics: readonly {
            topic: string
            partitions: readonly {
              partition: number
              fetchOffset: string
              maxBytes: number
              currentLeaderEpoch?: number
            }[]
          }[]
        },
        unknown
      >
    }
  }
  export default protocol
}
declare module 'kafkajs/src/protocol/error' {
  export function createErrorFromCode(code: number): Error & { readonly type: string }
}
