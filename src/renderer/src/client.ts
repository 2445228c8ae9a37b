import type { Bridge } from '../../shared/channels'
import { ERROR_HEADER, fromWire, messageOf, MillraceError } from '../../shared/errors'
import { createFrameReader } from '../../shared/event-stream'
import type { EngineEvent } from '../../shared/events'
import { OPERATIONS, pathOf, type AnyInput, type CallName, type FileName } from '../../shared/operations'
import type { DesktopInfo, LINKS, OperationCall, SaveAnswer, Theme, WindowCommand } from '../../shared/window'

/** How the engine is reached. This file alone knows which of the two doors is in use. */
export interface Client {
  readonly kind: 'window' | 'browser'
  /** @throws SERVICE_UNAVAILABLE where the engine does not answer; an AbortError when aborted */
  request(call: ClientCall): Promise<ClientAnswer>
  /** The engine's events, for ever: a lost line is taken up again. */
  listen(listener: LineListener): () => void
  /** Saves what a file operation answers as a file. */
  save(call: SaveRequest): Promise<SaveAnswer>
  /** Where the REST API is, for what is copied; null where it has no port. */
  address(): Promise<string | null>
  /** Null in a browser. */
  info(): DesktopInfo | null
  /** Each time `info()` has changed. */
  onInfo(listener: () => void): () => void
  /** Tries again to open the engine, or its port. */
  retry(): void
  setTheme(theme: Theme): void
  openLink(link: keyof typeof LINKS): void
  onCommand(listener: (command: WindowCommand) => void): () => void
}

export interface ClientCall {
  readonly operation: CallName
  readonly input: AnyInput
  readonly signal?: AbortSignal | undefined
}

export interface ClientAnswer {
  readonly status: number
  /** JSON; null where the answer has no body. */
  readonly body: unknown
  /** All of an error that the body has no place for (`fromWire`). */
  readonly error: string | null
}

export interface LineListener {
  readonly onEvent: (event: EngineEvent) => void
  /** The line is gone; it is tried again by itself. */
  readonly onLost: (reason: string) => void
}

export interface SaveRequest {
  readonly operation: FileName
  readonly input: AnyInput
  readonly fileName: string
  /** Bytes so far. */
  readonly onProgress?: (bytes: number) => void
  readonly signal?: AbortSignal
}

const RETRY_MS = [250, 500, 1000, 2000, 5000]
/** The engine writes at least every 15 s. */
const SILENCE_MS = 40_000

declare global {
  interface Window {
    readonly millrace?: Bridge
  }
}

/** The door of this page: the window's bridge where there is one, else HTTP. */
export async function openClient(): Promise<Client> {
  const bridge = window.millrace
  return bridge === undefined ? createHttpClient() : createWindowClient(bridge, await bridge.info())
}

function createWindowClient(bridge: Bridge, atFirst: DesktopInfo): Client {
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
    kind: 'window',
    async request({ operation, input: { body, ...input }, signal }) {
      signal?.throwIfAborted()
      const id = nextId++
      const call = { id, ...given(input), body: body === undefined ? null : JSON.stringify(body) }
      const answer = await abortable(id, signal, bridge.ask[operation](call)).catch((cause: unknown) => {
        throw unreachable('The engine of this window does not answer.', cause)
      })
      signal?.throwIfAborted()
      const { status, error } = answer
      return { status, error, body: answer.body === '' ? null : JSON.parse(answer.body) }
    },
    listen({ onEvent, onLost }) {
      const stop = bridge.onEngine((event) => {
        if (event.type === 'closed') onLost('The engine has ended.')
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
      return abortable(id, signal, bridge.save({ id, operation, ...given(input), fileName })).finally(stop)
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

function createHttpClient(): Client {
  async function send(
    operation: CallName | FileName,
    input: AnyInput,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    const { body } = input
    try {
      return await fetch(pathOf(operation, input), {
        method: OPERATIONS[operation].method,
        headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
        cache: 'no-store',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      })
    } catch (cause) {
      if (signal?.aborted === true) throw cause
      throw unreachable(`The engine does not answer on ${location.host}.`, cause)
    }
  }

  return {
    kind: 'browser',
    async request({ operation, input, signal }) {
      const response = await send(operation, input, signal)
      const text = await response.text()
      return {
        status: response.status,
        body: text === '' ? null : JSON.parse(text),
        error: response.headers.get(ERROR_HEADER),
      }
    },
    listen: keepLine,
    async save({ operation, input, fileName, onProgress, signal }) {
      try {
        const response = await send(operation, input, signal)
        if (!response.ok || response.body === null) return { kind: 'failed', message: await wordsOf(response) }
        const parts: BlobPart[] = []
        let bytes = 0
        const reader = response.body.getReader()
        for (let next = await reader.read(); !next.done; next = await reader.read()) {
          parts.push(next.value)
          bytes += next.value.byteLength
          onProgress?.(bytes)
        }
        offerDownload(new Blob(parts), fileName)
        return { kind: 'saved', path: fileName, bytes }
      } catch (error) {
        if (signal?.aborted === true) return { kind: 'cancelled' }
        return { kind: 'failed', message: messageOf(error) }
      }
    },
    address: () => Promise.resolve(location.origin),
    info: () => null,
    onInfo: () => () => undefined,
    retry: () => undefined,
    setTheme: () => undefined,
    openLink: () => undefined,
    onCommand: () => () => undefined,
  }
}

/** Server-sent events by fetch, since an EventSource sends no header: read, and taken up again when it breaks. */
function keepLine({ onEvent, onLost }: LineListener): () => void {
  const closing = new AbortController()
  const isClosed = (): boolean => closing.signal.aborted
  let failures = 0
  /** The last event that was taken. */
  let last: string | null = null

  async function readOnce(): Promise<string> {
    const line = new AbortController()
    const end = (): void => line.abort()
    closing.signal.addEventListener('abort', end)
    let silence = setTimeout(end, SILENCE_MS)
    try {
      const response = await fetch(OPERATIONS.events.path, {
        headers: last === null ? {} : { 'Last-Event-ID': last },
        signal: line.signal,
        cache: 'no-store',
      })
      if (!response.ok || response.body === null) return await wordsOf(response)
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      const take = createFrameReader((event, id) => {
        failures = 0
        last = id ?? last
        onEvent(event)
      })
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        clearTimeout(silence)
        silence = setTimeout(end, SILENCE_MS)
        take(next.value)
      }
      return `The engine on ${location.host} has ended.`
    } catch {
      return `The engine does not answer on ${location.host}.`
    } finally {
      clearTimeout(silence)
      closing.signal.removeEventListener('abort', end)
    }
  }

  async function loop(): Promise<void> {
    for (;;) {
      const reason = await readOnce()
      if (isClosed()) return
      onLost(reason)
      const wait = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? 0
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }

  void loop()
  return () => closing.abort()
}

async function wordsOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null)
  return fromWire(response.status, body, response.headers.get(ERROR_HEADER)).message
}

/** What crosses to the main process: a parameter that is not given is not there. */
function given({ params, query }: AnyInput): Pick<OperationCall, 'params' | 'query'> {
  const asked = Object.entries(query ?? {}).filter(([, value]) => value !== undefined)
  return {
    ...(params === undefined ? {} : { params }),
    ...(asked.length === 0 ? {} : { query: Object.fromEntries(asked) as NonNullable<OperationCall['query']> }),
  }
}

function offerDownload(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob)
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = fileName
  anchor.click()
  // The browser has taken the blob by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

function unreachable(message: string, cause: unknown): MillraceError {
  return new MillraceError('SERVICE_UNAVAILABLE', message, { cause, canRetry: true })
}
