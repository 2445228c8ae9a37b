import { MillraceError } from '../../../shared/errors'
import type { EngineEvent } from '../../../shared/events'
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
    events({ signal }) {
      if (readers >= MAX_READERS)
        throw new MillraceError(
          'SERVICE_UNAVAILABLE',
          `${MAX_READERS} clients read events already. Close some; each costs a connection of the API.`,
        )
      readers++
      return eventResponse(engine, signal, () => readers--)
    },
  }
}

/** @param onEnd the reader has gone, or was sent away; once */
function eventResponse(engine: Engine, signal: AbortSignal, onEnd: () => void): Response {
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
        unsubscribe = engine.events.subscribe((event) => {
          // A newer status replaces one that a slow reader has not taken; batches are told in full.
          if (event.type === 'status' && waiting() > 10) return
          if (waiting() > MAX_WAITING) end()
          else write(toFrame(event))
        }, end)
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

function toFrame(event: EngineEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}
