import { ERROR_HEADER, fromWire, messageOf, MillraceError } from '../../../shared/errors'
import { createFrameReader, SILENCE_MS } from '../../../shared/event-stream'
import { OPERATIONS, requestOf, type AnyInput, type CallName, type FileName } from '../../../shared/operations'
import { jsonOrNull } from '../../../shared/json'
import { unreachable } from './answer'
import type { Client, LineListener } from './client'

const RETRY_MS = [250, 500, 1000, 2000, 5000]

/** Over the API that this page came from. */
export function createHttpClient(): Client {
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
      throw lost(signal, cause)
    }
  }

  function lost(signal: AbortSignal | undefined, cause: unknown): unknown {
    return signal?.aborted === true ? cause : unreachable(`The engine does not answer on ${location.host}.`, cause)
  }

  return {
    async request({ operation, input, signal }) {
      const response = await send(operation, input, signal)
      try {
        const text = await response.text()
        return { status: response.status, body: jsonOrNull(text), error: response.headers.get(ERROR_HEADER) }
      } catch (cause) {
        throw lost(signal, cause)
      }
    },
    listen: keepLine,
    async save({ operation, input, fileName, onProgress, signal }) {
      try {
        const response = await send(operation, input, signal)
        if (!response.ok || response.body === null) return { kind: 'failed', error: await errorOf(response) }
        let bytes = 0
        const counting = new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, counted) {
            bytes += chunk.byteLength
            onProgress?.(bytes)
            counted.enqueue(chunk)
          },
        })
        // The browser keeps it, on disk where it is large; the page does not.
        offerDownload(await new Response(response.body.pipeThrough(counting)).blob(), fileName)
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
  return fromWire(response.status, jsonOrNull(await response.text()), response.headers.get(ERROR_HEADER))
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
