import { MillraceError } from '../../../shared/errors'
import { toFrame } from '../../../shared/event-stream'
import type { Engine } from '../../../shared/engine'
import type { eventOperations } from '../../../shared/operations/system'
import type { Handlers } from '../router'

const HEARTBEAT_MS = 15_000
const RECONNECT_MS = 1000
/** Events that wait for a slow reader; beyond it the connection ends and the reader starts afresh. */
const MAX_WAITING = 1000
/** Each keeps a connection, and the API has 512 of them for all. */
const MAX_READERS = 256

/** The engine's events as server-sent events. */
export function eventHandlers(engine: Engine): Handlers<typeof eventOperations> {
  let readers = 0
  return {
    events({ signal, header }) {
      if (readers >= MAX_READERS)
        throw new MillraceError(
          'SERVICE_UNAVAILABLE',
          `${MAX_READERS} clients read events already. Close some; each costs a connection of the API.`,
        )
      readers++
      return eventResponse(engine, { signal, after: header('Last-Event-ID') ?? null, onEnd: () => readers-- })
    },
  }
}

interface Reader {
  readonly signal: AbortSignal
  /** The last event that it had. */
  readonly after: string | null
  /** It has gone, or was sent away; once. */
  readonly onEnd: () => void
}

function eventResponse(engine: Engine, { signal, after, onEnd }: Reader): Response {
  let leave: () => void = () => undefined
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const encoder = new TextEncoder()
        const write = (text: string): void => controller.enqueue(encoder.encode(text))
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
        let left = false
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
            // A newer status replaces one that a slow reader has not taken; batches are told in full.
            if (event.type === 'status' && waiting() > 10) return
            if (waiting() > MAX_WAITING) end()
            else write(toFrame(event, id))
          },
          { after, onClose: end },
        )
        signal.addEventListener('abort', end)
      },
      cancel() {
        leave()
      },
    },
    { highWaterMark: 1 },
  )
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } })
}
