import type { EngineEvent, SubscribeOptions } from '../../shared/events'
import { requestOf, type OperationName } from '../../shared/operations'
import type { CallParameters } from '../../shared/window'
import type { Headless } from '../headless'

export interface DoorCall {
  readonly operation: OperationName
  readonly input: CallParameters
  /** JSON text. */
  readonly body: string | null
  readonly signal: AbortSignal
}

export type LineOptions = Required<Pick<SubscribeOptions, 'onClose' | 'notices'>>

/** An engine as the window reaches it: its own, or another process's. */
export interface Door {
  ask(call: DoorCall): Promise<Response>
  /** At first with hello and status. `onClose`: the engine is gone. */
  subscribe(listener: (event: EngineEvent) => void, options: LineOptions): () => void
}

/** Listens to nobody on the network: only a base for paths. */
const BASE = 'http://millrace.invalid'

/** The engine of this process, without a socket. */
export function ownDoor({ fetch, engine }: Headless): Door {
  return {
    ask({ operation, input, body, signal }) {
      const { method, path } = requestOf(operation, input)
      return fetch(
        new Request(BASE + path, {
          method,
          signal,
          ...(body === null ? {} : { body, headers: { 'Content-Type': 'application/json' } }),
        }),
      )
    },
    subscribe: (listener, options) => engine.subscribe(listener, options),
  }
}
