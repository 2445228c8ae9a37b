import { messageOf, MillraceError } from '../../shared/errors'
import type { EngineEvent } from '../../shared/events'
import type { EngineView } from '../../shared/window'
import type { Headless } from '../headless'
import { withinTime } from '../wait'
import { ownDoor, type Door, type DoorCall, type LineOptions } from './door'

export interface FolderOwner {
  readonly pid: number
  readonly address: string | null
  /** Null where it does not answer. */
  readonly door: Door | null
}

export interface KeeperOptions {
  /** @throws OWNED_BY_ANOTHER, and what opening the lake throws */
  readonly open: () => Promise<Headless>
  /** Who owns the folder, and how it is reached; null where it has not said yet. */
  readonly findOwner: () => Promise<FolderOwner | null>
  /** After each change of `view`. */
  readonly onChange: () => void
  /** This process has become the owner. */
  readonly onOpen: (headless: Headless) => void
}

/** Keeps the window at an engine: its own, else the one of the folder's owner until that ends. */
export interface EngineKeeper {
  readonly view: EngineView
  readonly address: string | null
  /** The first outcome: an engine, an owner or a failure. */
  readonly settled: Promise<void>
  /** Waits while the engine opens. @throws SERVICE_UNAVAILABLE where there is none */
  ask(call: DoorCall): Promise<Response>
  /** For ever, over one engine after another; `onLost` each time one is gone, or could not be had. */
  subscribe(listener: (event: EngineEvent) => void, options: KeptLineOptions): () => void
  /** The engine again where it failed, the port again where it was taken. */
  retry(): Promise<void>
  /** Drains and closes; says what it waits for. */
  close(): Promise<void>
}

interface KeptLineOptions extends Pick<LineOptions, 'notices'> {
  readonly onLost: () => void
}

type Listener = (event: EngineEvent) => void

interface Line extends KeptLineOptions {
  leave: () => void
}

const RETRY_MS = 1000
const LOOK_MS = 200

/** Opens an engine for the windows, or reads along with its owner; tells what has become of it. */
export function keepEngine({ open, findOwner, onChange, onOpen }: KeeperOptions): EngineKeeper {
  let view: EngineView = { kind: 'opening' }
  let headless: Headless | null = null
  let door: Door | null = null
  let closing = false
  let settle: () => void = () => undefined
  let settled = newSettled()
  let wake: () => void = () => undefined
  const listeners = new Map<Listener, Line>()

  function newSettled(): Promise<void> {
    return new Promise((resolve) => {
      settle = resolve
    })
  }

  function show(next: EngineView): void {
    view = next
    if (next.kind !== 'opening') settle()
    onChange()
    if (isWithout(next)) for (const { onLost } of listeners.values()) onLost()
  }

  function attach(next: Door): void {
    door = next
    for (const [listener, line] of listeners) join(next, listener, line)
  }

  /** A line to another owner that is lost alone, while its door is still the one in use, is taken up again. */
  function join(to: Door, listener: Listener, line: Line): void {
    const onClose = (): void => {
      line.onLost()
      setTimeout(() => {
        if (door === to && view.kind === 'read-only' && listeners.get(listener) === line) join(to, listener, line)
      }, RETRY_MS)
    }
    line.leave = to.subscribe(listener, { onClose, notices: line.notices })
  }

  function pause(limitMs: number | null): Promise<void> {
    return new Promise((resolve) => {
      const timer = limitMs === null ? undefined : setTimeout(resolve, limitMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async function keep(): Promise<void> {
    while (headless === null && !closing) {
      try {
        headless = await open()
      } catch (error) {
        if (error instanceof MillraceError && error.code === 'OWNED_BY_ANOTHER') {
          await followOwner(error)
          await pause(RETRY_MS)
        } else {
          show({ kind: 'failed', message: messageOf(error) })
          await pause(null)
          settled = newSettled()
          show({ kind: 'opening' })
        }
      }
    }
    if (headless === null) return
    attach(ownDoor(headless))
    await listen(headless)
    onOpen(headless)
  }

  /** Until the owner's line is lost. */
  async function followOwner(error: MillraceError): Promise<void> {
    const owner = await findOwner()
    // The lock is held, and its holder has not said yet who it is.
    if (owner === null) return show({ kind: 'failed', message: error.message })
    const { pid, address, door: found } = owner
    if (found === null) return showOwner({ kind: 'read-only', pid, address, connected: false })
    await new Promise<void>((resolve) => {
      const listener: Listener = (event) => {
        if (event.type !== 'hello') return
        attach(found)
        show({ kind: 'read-only', pid, address, connected: true })
      }
      found.subscribe(listener, { onClose: resolve, notices: false })
    })
    door = null
    showOwner({ kind: 'read-only', pid, address, connected: false })
  }

  /** The same thing is said once. */
  function showOwner(next: EngineView): void {
    if (JSON.stringify(next) !== JSON.stringify(view)) show(next)
  }

  async function listen(opened: Headless): Promise<void> {
    const portProblem = await opened.listen().then(() => null, messageOf)
    show({ kind: 'open', portProblem })
  }

  /** What the drain waits for, until it is done. */
  async function tell(opened: Headless, closed: Promise<void>): Promise<void> {
    const state = { done: false }
    void closed.then(() => {
      state.done = true
    })
    const read = async () => {
      const stream = opened.engine.stream.status().active
      const { batches } = await opened.engine.batch.list({ limit: 1000, offset: 0 })
      const running = batches.filter(({ status }) => status === 'RUNNING' || status === 'PENDING').length
      return { stream, batches: running }
    }
    while (!state.done) {
      const waits = await read().catch(() => ({ stream: false, batches: 0 }))
      showOwner({ kind: 'closing', ...waits })
      await withinTime(closed, LOOK_MS)
    }
  }

  void keep()
  return {
    get view() {
      return view
    },
    get address() {
      return view.kind === 'read-only' ? view.address : (headless?.address ?? null)
    },
    get settled() {
      return settled
    },
    async ask(call) {
      await settled
      if (door === null) throw new MillraceError('SERVICE_UNAVAILABLE', reasonOf(view), { canRetry: true })
      return door.ask(call)
    },
    subscribe(listener, options) {
      const line: Line = { ...options, leave: () => undefined }
      listeners.set(listener, line)
      if (door !== null) join(door, listener, line)
      else if (isWithout(view)) options.onLost()
      return () => {
        line.leave()
        listeners.delete(listener)
      }
    },
    async retry() {
      wake()
      if (headless !== null && headless.address === null && !closing) await listen(headless)
    },
    async close() {
      if (closing) {
        await headless?.ended
        return
      }
      closing = true
      wake()
      if (headless === null) return
      const closed = headless.stop()
      await Promise.all([closed, tell(headless, closed)])
    },
  }
}

/** There is no engine to wait for. */
function isWithout(view: EngineView): boolean {
  return view.kind === 'failed' || (view.kind === 'read-only' && !view.connected)
}

function reasonOf(view: EngineView): string {
  switch (view.kind) {
    case 'failed':
      return view.message
    case 'read-only':
      return `Process ${view.pid} owns the state folder, and cannot be read from here.`
    default:
      return 'The engine is not open.'
  }
}
