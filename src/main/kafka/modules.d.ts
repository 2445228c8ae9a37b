declare module 'kafkajs-snappy' {
  const codec: () => {
    compress(encoder: { buffer: Buffer }): Promise<Buffer>
    decompress(buffer: Buffer): Promise<Buffer>
  }
  export default codec
}
declare module 'lz4js' {
  export function compress(input: Uint8Array): Uint8Array
  export function decompress(input: Uint8Array): Uint8Array
}
declare module 'kafkajs/src/consumer/consumerGroup' {
  const ConsumerGroup: {
    prototype: { recoverFromOffsetOutOfRange(error: Error & { topic: string; partition: number }): Promise<void> }
  }
  export default ConsumerGroup
}
declare module 'kafkajs/src/network/requestQueue' {
  const RequestQueue: {
    prototype: {
      scheduleCheckPendingRequests(): void
      throttledUntil: number
      throttleCheckTimeoutId: NodeJS.Timeout | null | undefined
      pending: unknown[]
      checkPendingRequests(): void
    }
  }
  export default RequestQueue
}
