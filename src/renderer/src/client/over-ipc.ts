import type { Bridge } from '../../../shared/channels'
import { fromWire, MillraceError } from '../../../shared/errors'
import type { AnyInput } from '../../../shared/operations'
import { MAX_BODY, type CallParameters, type DesktopInfo } from '../../../shared/window'
import { jsonOrNull } from '../../../shared/json'
import { unreachable } from './answer'
import type { Client } from './client'

/** Over the named functions of the preload script. */
export function createWindowClient(bridge: Bridge, atFirst: DesktopInfo): Client {
  let nextId = 0
  let info = atFirst
  // First of all listeners, so that the others read the newest.
  bridge.onInfo((newest) => {
    info = newest
  })

  function abortable<T>(id: number, signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
    const abort = (): void => void bridge.abort({ id })
    signal?.addEventListener('abort', abort)
    return work.finally(() => signal?.removeEventListener('abort', abort))
  }

  return {
    async request({ operation, input: { body, ...input }, signal }) {
      signal?.throwIfAborted()
      const id = nextId++
      const text = body === undefined ? null : JSON.stringify(body)
      if (text !== null && text.length > MAX_BODY)
        throw new MillraceError('PAYLOAD_TOO_LARGE', `This is larger than ${MAX_BODY} bytes.`)
      const call = { id, ...given(input), body: text }
      const answer = await abortable(id, signal, bridge.ask[operation](call)).catch((cause: unknown) => {
        throw unreachable('The engine of this window does not answer.', cause)
      })
      signal?.throwIfAborted()
      const { status, error } = answer
      return { status, error, body: jsonOrNull(answer.body) }
    },
    listen({ onEvent, onLost }) {
      const stop = bridge.onEngine((event) => {
        if (event.type === 'closed')
          onLost(info.engine.kind === 'failed' ? info.engine.message : 'The engine has ended.')
        else onEvent(event)
      })
      void bridge.listen()
      return stop
    },
    async save({ operation, input, fileName, onProgress, signal }) {
      const id = nextId++
      const stop = bridge.onSaveProgress((progress) => {
        if (progress.id === id) onProgress?.(progress.bytes)
      })
      try {
        const saved = await abortable(id, signal, bridge.save({ id, operation, ...given(input), fileName }))
        if (saved.kind !== 'failed') return saved
        const { status, body, error } = saved.answer
        return { kind: 'failed', error: fromWire(status, jsonOrNull(body), error) }
      } catch (cause) {
        return { kind: 'failed', error: unreachable('The engine of this window does not answer.', cause) }
      } finally {
        stop()
      }
    },
    address: async () => (await bridge.info()).address,
    info: () => info,
    onInfo: (listener) => bridge.onInfo(listener),
    retry: () => void bridge.retry(),
    setTheme: (theme) => void bridge.setTheme({ theme }),
    openLink: (link) => void bridge.openLink({ link }),
    onCommand: (listener) => bridge.onCommand(listener),
  }
}

/** What crosses to the main process: a parameter that is not given is not there. */
function given({ params, query }: AnyInput): CallParameters {
  const asked = Object.entries(query ?? {}).filter(([, value]) => value !== undefined)
  return {
    ...(params === undefined ? {} : { params }),
    ...(asked.length === 0 ? {} : { query: Object.fromEntries(asked) as NonNullable<CallParameters['query']> }),
  }
}
