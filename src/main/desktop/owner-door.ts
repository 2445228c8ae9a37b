import type { IncomingMessage } from 'node:http'
import { ERROR_HEADER, MillraceError } from '../../shared/errors'
import { createFrameReader, SILENCE_MS } from '../../shared/event-stream'
import { onlyReads, requestOf } from '../../shared/operations'
import { send, wireOf, type Instance } from '../instance/send'
import type { Door } from './door'

/** The engine of the process that owns the state folder, over its API: to read, not to change (decision 33). */
export function createOwnerDoor(instance: Instance, pid: number): Door {
  return {
    async ask({ operation, input, body, signal }) {
      if (!onlyReads(operation)) {
        throw new MillraceError(
          'OWNED_BY_ANOTHER',
          `This window can only read: process ${pid} at ${instance.address} owns the state folder. Do it there, or end that process.`,
        )
      }
      const answer = await send(instance, {
        ...requestOf(operation, { ...input, body: body === null ? undefined : JSON.parse(body) }),
        signal,
      })
      const wire = wireOf(answer)
      return new Response(toStream(answer), {
        status: answer.statusCode ?? 502,
        headers: wire === null ? {} : { [ERROR_HEADER]: wire },
      })
    },
    subscribe(listener, { onClose, notices }) {
      let left = false
      let line: IncomingMessage | null = null
      const read = async (): Promise<void> => {
        line = await send(instance, requestOf('events', { query: { notices: String(notices) } }))
        if (line.statusCode !== 200) return
        line.setTimeout(SILENCE_MS, () => line?.destroy())
        line.setEncoding('utf8')
        const reader = createFrameReader(listener)
        for await (const chunk of line) {
          if (isLeft()) return
          reader.take(String(chunk))
        }
      }
      const isLeft = (): boolean => left
      void read()
        .catch(() => undefined)
        .then(() => {
          line?.destroy()
          if (!left) onClose()
        })
      return () => {
        left = true
        line?.destroy()
      }
    },
  }
}

function toStream(message: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = message[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
    },
    cancel() {
      message.destroy()
    },
  })
}
