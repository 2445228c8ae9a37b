import { Client, credentials, Metadata, status, type CallOptions, type ClientReadableStream } from '@grpc/grpc-js'
import type { SparkRemote } from '../../shared/config'
import { SERVICE } from './messages'

/** One connection to a Spark Connect server; made by the first call, and again after it was lost. */
export interface Channel {
  /** @throws a `ServiceError` of gRPC */
  call(method: string, request: Buffer, timeoutMs: number, signal?: AbortSignal): Promise<Buffer>
  /** Answers as they come, with back-pressure; ends with the server's stream. */
  stream(method: string, request: Buffer): AnswerStream
  close(): void
}

export interface AnswerStream extends AsyncIterable<Buffer> {
  cancel(): void
}

/** A batch of rows is 4 MiB by default and may be set higher on the server. */
const MAX_MESSAGE = 256 * 2 ** 20
const PORT_OF_PROXY = /^(127\.|localhost$|\[?::1\]?$)/

/** A gRPC connection; it connects with the first call. */
export function openChannel({ host, port, tls, token, headers }: SparkRemote): Channel {
  const client = new Client(`${host}:${port}`, tls ? credentials.createSsl() : credentials.createInsecure(), {
    'grpc.max_receive_message_length': MAX_MESSAGE,
    'grpc.max_send_message_length': MAX_MESSAGE,
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 2000,
    // Who repeats what is decided where it is known what may be repeated.
    'grpc.enable_retries': 0,
    // One connection of its own, so that its end ends nothing else.
    'grpc.use_local_subchannel_pool': 1,
    ...(PORT_OF_PROXY.test(host) ? { 'grpc.enable_http_proxy': 0 } : {}),
  })
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value)
  if (token !== null) metadata.set('authorization', `Bearer ${token}`)

  return {
    call(method, request, timeoutMs, signal) {
      return new Promise((resolve, reject) => {
        const options: CallOptions = { deadline: Date.now() + timeoutMs }
        const call = client.makeUnaryRequest(
          SERVICE + method,
          keep,
          keep,
          request,
          metadata,
          options,
          (error, answer: Buffer | undefined) => {
            signal?.removeEventListener('abort', cancel)
            if (error !== null) reject(error)
            else resolve(answer ?? Buffer.alloc(0))
          },
        )
        const cancel = () => call.cancel()
        if (signal?.aborted === true) cancel()
        else signal?.addEventListener('abort', cancel, { once: true })
      })
    },
    stream(method, request) {
      const call: ClientReadableStream<Buffer> = client.makeServerStreamRequest(
        SERVICE + method,
        keep,
        keep,
        request,
        metadata,
      )
      // It is told to whoever reads; a stream that nobody reads any more must not end the process.
      call.on('error', () => undefined)
      return {
        [Symbol.asyncIterator]: () => call[Symbol.asyncIterator]() as AsyncIterator<Buffer>,
        cancel: () => call.cancel(),
      }
    },
    close: () => client.close(),
  }
}

function keep(bytes: Buffer): Buffer {
  return bytes
}

/** What of an error of gRPC says something. */
export interface CallFailure {
  readonly code: number
  readonly details: string
  /** `google.rpc.Status`, where the server sent it. */
  readonly statusDetails: Buffer | null
}

/** Null where the error is not one of a call. */
export function asCallFailure(error: unknown): CallFailure | null {
  if (!(error instanceof Error) || !('code' in error) || !('details' in error)) return null
  const { code, details } = error
  if (typeof code !== 'number' || typeof details !== 'string') return null
  const metadata = 'metadata' in error && error.metadata instanceof Metadata ? error.metadata : null
  const [found] = metadata?.get('grpc-status-details-bin') ?? []
  return { code, details, statusDetails: Buffer.isBuffer(found) ? found : null }
}

/** Codes of gRPC, as plain numbers. */
export const CALL_STATUS: Readonly<
  Record<
    | 'deadlineExceeded'
    | 'internal'
    | 'permissionDenied'
    | 'unauthenticated'
    | 'unavailable'
    | 'unimplemented'
    | 'unknown',
    number
  >
> = {
  deadlineExceeded: status.DEADLINE_EXCEEDED,
  internal: status.INTERNAL,
  permissionDenied: status.PERMISSION_DENIED,
  unauthenticated: status.UNAUTHENTICATED,
  unavailable: status.UNAVAILABLE,
  unimplemented: status.UNIMPLEMENTED,
  unknown: status.UNKNOWN,
}
