import type { Bridge } from '../../shared/channels'
import { ERROR_HEADER, fromWire, messageOf, MillraceError } from '../../shared/errors'
import { createFrameReader, SILENCE_MS } from '../../shared/event-stream'
import type { EngineEvent } from '../../shared/events'
import { OPERATIONS, requestOf, type AnyInput, type CallName, type FileName } from '../../shared/operations'
import {
  MAX_BODY,
  type CallParameters,
  type DesktopInfo,
  type LINKS,
  type SaveAnswer,
  type Theme,
  type WindowCommand,
} from '../../shared/window'

/** How the engine is reached. This file alone knows which of the two doors is in use. */
export interface Client {
  readonly kind: 'window' | 'browser'
  /** @throws SERVICE_UNAVAILABLE where the engine does not answer; an AbortError when aborted */
  request(call: ClientCall): Promise<ClientAnswer>
  /** The engine's events, for ever: a lost line is taken up again. */
  listen(listener: LineListener): () => void
  /** Saves what a file operation answers as a file. */
  save(call: SaveRequest): Promise<Saved>
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

/** What became of a file that was to be saved. */
export type Saved =
  Exclude<SaveAnswer, { readonly kind: 'failed' }> | { readonly kind: 'failed'; readonly error: MillraceError }

export interface SaveRequest {
  readonly operation: FileName
  readonly input: AnyInput
  readonly fileName: string
  /** Bytes so far. */
  readonly onProgress?: (bytes: number) => void
  readonly signal?: AbortSignal
}

const RETRY_MS = [250, 500, 1000, 2000, 5000]

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
      const text = body === undefined ? null : JSON.stringify(body)
      if (text !== null && text.length > MAX_BODY)
        throw new MillraceError('PAYLOAD_TOO_LARGE', `This is larger than ${MAX_BODY} bytes.`)
      const call = { id, ...given(input), body: text }
      const answer = await abortable(id, signal, bridge.ask[operation](call)).catch((cause: unknown) => {
        throw unreachable('The engine of this window does not answer.', cause)
      })
      signal?.throwIfAborted()
      const { status, error } = answer
      return { status, error, body: parseJson(answer.body) }
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
      const saved = await abortable(id, signal, bridge.save({ id, operation, ...given(input), fileName })).finally(stop)
      if (saved.kind !== 'failed') return saved
      const { status, body, error } = saved.answer
      return { kind: 'failed', error: fromWire(status, parseJson(body), error) }
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
    const { method, path, body } = requestOf(operation, input)
    try {
      return await fetch(path, {
        method,
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
        body: parseJson(text),
        error: response.headers.get(ERROR_HEADER),
      }
    },
    listen: keepLine,
    async save({ operation, input, fileName, onProgress, signal }) {
      try {
        const response = await send(operation, input, signal)
        if (!response.ok || response.body === null) return { kind: 'failed', error: await errorOf(response) }
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
        return { kind: 'failed', error: toKnown(error) }
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
      if (!response.ok || response.body === null) return (await errorOf(response)).message
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      const frames = createFrameReader((event) => {
        failures = 0
        onEvent(event)
      })
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        clearTimeout(silence)
        silence = setTimeout(end, SILENCE_MS)
        frames.take(next.value)
        last = frames.lastId ?? last
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

async function errorOf(response: Response): Promise<MillraceError> {
  return fromWire(response.status, parseJson(await response.text()), response.headers.get(ERROR_HEADER))
}

/** Null for no text, and for what is no JSON: a proxy's page says nothing of ours. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
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

function offerDownload(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob)
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = fileName
  anchor.click()
  // The browser has taken the blob by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

function toKnown(error: unknown): MillraceError {
  return error instanceof MillraceError ? error : new MillraceError('IO_ERROR', messageOf(error), { cause: error })
}

function unreachable(message: string, cause: unknown): MillraceError {
  return new MillraceError('SERVICE_UNAVAILABLE', message, { cause, canRetry: true })
}
