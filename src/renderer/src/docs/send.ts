/** A request as the form has it. */
export interface Call {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export interface Answer {
  readonly status: string
  readonly headers: string
  readonly text: string
  readonly ms: number
}

/** What is shown of a long answer. */
const SHOWN_BYTES = 256 * 1024
/** A line of events does not end: what came by then is shown. */
const EVENTS_MS = 3000
const TEXT = /json|text|csv|xml/

/** Sends a request as it was filled in, and reads as much of the answer as is shown. */
export async function send({ method, path, headers, body }: Call): Promise<Answer> {
  const begun = performance.now()
  const stop = new AbortController()
  const response = await fetch(path, { method, headers, signal: stop.signal, ...(body === null ? {} : { body }) })
  const ms = Math.round(performance.now() - begun)
  const type = response.headers.get('Content-Type') ?? ''
  const timer = type.startsWith('text/event-stream') ? setTimeout(() => stop.abort(), EVENTS_MS) : undefined
  const { bytes, cut } = await readSome(response.body)
  clearTimeout(timer)
  stop.abort()
  return {
    status: `${response.status} ${response.statusText}`,
    headers: [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n'),
    text: bytes.length > 0 && !TEXT.test(type) ? `(${type}, not text)` : pretty(bytes, type) + (cut ? '\n…' : ''),
    ms,
  }
}

async function readSome(body: ReadableStream<Uint8Array> | null): Promise<{ bytes: Uint8Array; cut: boolean }> {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = body?.getReader()
  try {
    for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
      chunks.push(next.value)
      size += next.value.length
      if (size > SHOWN_BYTES) break
    }
  } catch {
    // Aborted: what came is what there is.
  }
  const bytes = new Uint8Array(await new Blob(chunks.map((chunk) => new Uint8Array(chunk))).arrayBuffer())
  return { bytes: bytes.slice(0, SHOWN_BYTES), cut: size > SHOWN_BYTES }
}

function pretty(bytes: Uint8Array, type: string): string {
  const text = new TextDecoder().decode(bytes)
  if (!type.includes('json')) return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** The same as a line for a shell. */
export function toCurl({ method, path, headers, body }: Call): string {
  const parts = [
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    quote(location.origin + path),
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`-d ${quote(body)}`]),
  ]
  return `curl -s ${parts.join(' ')}`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
