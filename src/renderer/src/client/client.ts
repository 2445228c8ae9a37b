import type { MillraceError } from '../../../shared/errors'
import type { EngineEvent } from '../../../shared/events'
import type { AnyInput, CallName, FileName } from '../../../shared/operations'
import type { DesktopInfo, LINKS, SaveAnswer, Theme, WindowCommand } from '../../../shared/window'

/** How the engine is reached, whichever of the two doors is in use. */
export interface Client {
  /** @throws SERVICE_UNAVAILABLE where the engine does not answer; an AbortError when aborted */
  request(call: ClientCall): Promise<ClientAnswer>
  /** The engine's events, for ever: a lost line is taken up again. */
  listen(listener: LineListener): () => void
  /** Saves what a file operation answers as a file. */
  save(call: SaveRequest): Promise<Saved>
  /** Where the REST API is, for what is copied; null where it has no port. */
  address(): Promise<string | null>
  /** What only the desktop has to tell; null in a browser. */
  info(): DesktopInfo | null
  /** Each time `info()` has changed. */
  onInfo(listener: () => void): () => void
  /** Tries again to open the engine, or its port. */
  retry(): void
  setTheme(theme: Theme): void
  openLink(link: keyof typeof LINKS): void
  onCommand(listener: (command: WindowCommand) => void): () => void
}

interface ClientCall {
  readonly operation: CallName
  readonly input: AnyInput
  readonly signal?: AbortSignal | undefined
}

interface ClientAnswer {
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
type Saved =
  Exclude<SaveAnswer, { readonly kind: 'failed' }> | { readonly kind: 'failed'; readonly error: MillraceError }

export interface SaveRequest {
  readonly operation: FileName
  readonly input: AnyInput
  readonly fileName: string
  /** Bytes so far. */
  readonly onProgress?: (bytes: number) => void
  readonly signal?: AbortSignal
}
