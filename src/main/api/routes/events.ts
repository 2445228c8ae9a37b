import { MillraceError } from '../../../shared/errors'
import type { EngineEvent } from '../../../shared/events'
import { HEARTBEAT_MS, KEPT_BYTES, toFrame } from '../../../shared/event-stream'
import type { Engine } from '../../../shared/engine'
import type { eventOperations } from '../../../shared/operations/system'
import type { Handlers } from '../router'

const RECONNECT_MS = 1000
/** Bytes that wait for a slow reader; beyond it the connection ends and the reader starts afresh. */
const MAX_WAITING = 2 * KEPT_BYTES
/** With more bytes before it a status waits, and is the newest one when its turn comes. */
const MAX_BEFORE_STATUS = 32 * 1024
/** Each keeps a connection, and the API has 512 of them for all. */
const MAX_READERS = 256

/** The engine's events as server-sent events. */
export function eventHandlers(engine: Engine): Handlers<typeof eventOperations> {
  let readers = 0
  return {
    events({ signal, headers, query }) {
      if (readers >= MAX_READERS)
        throw new MillraceError(
          'SERVICE_UNAVAILABLE',
          `${MAX_READERS} clients read events already. Close some; each costs a connection of the API.`,
          { canRetry: true },
        )
      readers++
      const after = headers['Last-Event-ID'] ?? null
      return eventResponse(engine, { signal, after, notices: query.notices, onEnd: () => readers-- })
    },
  }
}

interface Reader {
  readonly signal: AbortSignal
  /** The last event that it had. */
  readonly after: string | null
  /** Whether it takes them. */
  readonly notices: boolean
  /** It has gone, or was sent away; once. */
  readonly onEnd: () => void
}

function eventResponse(engine: Engine, { signal, after, notices, onEnd }: Reader): Response {
  const encoder = new TextEncoder()
  let leave: () => void = () => undefined
  /** A status that waits until all before it is taken; a newer one replaces it. */
  let status: EngineEvent | null = null
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let left = false
        const isLeft = (): boolean => left
        const write = (text: string): void => {
          if (!left) controller.enqueue(encoder.encode(text))
        }
        const waiting = (): number => 1 - (controller.desiredSize ?? 1)
        const end = (): void => {
          if (left) return
          leave()
          controller.close()
        }
        // Who has something to read needs no sign of life.
        const heartbeat = setInterval(() => {
          if (waiting() === 0) write(': beat\n\n')
        }, HEARTBEAT_MS)
        heartbeat.unref()
        let unsubscribe: () => void = () => undefined
        leave = () => {
          if (left) return
          left = true
          clearInterval(heartbeat)
          unsubscribe()
          onEnd()
        }
        write(`retry: ${RECONNECT_MS}\n\n`)
        unsubscribe = engine.subscribe(
          (event, id) => {
            // One that waits is replaced: written past it, the newer would be told before the older.
            if (event.type === 'status' && (status !== null || waiting() > MAX_BEFORE_STATUS)) status = event
            else if (waiting() > MAX_WAITING) end()
            else write(toFrame(event, id))
          },
          { after, notices, onClose: end },
        )
        // It may have been sent away while it was told what it had missed.
        if (isLeft()) unsubscribe()
        signal.addEventListener('abort', end)
      },
      pull(controller) {
        if (status === null) return
        controller.enqueue(encoder.encode(toFrame(status, null)))
        status = null
      },
      cancel() {
        leave()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 1 }),
  )
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } })
}
