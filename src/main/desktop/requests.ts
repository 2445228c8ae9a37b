import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BrowserWindow, dialog, nativeTheme, shell, type WebContents } from 'electron'
import { ERROR_HEADER, messageOf, MillraceError } from '../../shared/errors'
import {
  LINKS,
  type DesktopInfo,
  type OperationAnswer,
  type SaveAnswer,
  type SaveCall,
  type Theme,
} from '../../shared/window'
import { toIoError } from '../durable'
import { toErrorAnswer } from '../error-answer'
import type { EngineKeeper } from './engine-keeper'
import { sendTo, type Handlers } from './ipc-door'

export interface RequestOptions {
  readonly keeper: EngineKeeper
  readonly info: () => DesktopInfo
  readonly onTheme: (theme: Theme) => void
  /** The page is there and takes commands. */
  readonly onListen: (sender: WebContents) => void
}

const PROGRESS_MS = 100

/** What the window asks, over the same API as HTTP, without a socket. */
export function createHandlers({ keeper, info, onTheme, onListen }: RequestOptions): Handlers {
  const running = new Map<string, AbortController>()
  const listening = new Map<number, () => void>()

  /** Runs `work` so that the page that asked can abort it, and only that page. */
  async function abortable<T>(sender: WebContents, id: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const key = `${sender.id}:${id}`
    const abort = new AbortController()
    running.set(key, abort)
    try {
      return await work(abort.signal)
    } finally {
      // A page that was loaded again counts from the start: the entry may be of its request by now.
      if (running.get(key) === abort) running.delete(key)
    }
  }

  return {
    ask(operation, { id, body, ...input }, sender) {
      return abortable(sender, id, async (signal): Promise<OperationAnswer> => {
        try {
          return await toAnswer(await keeper.ask({ operation, input, body, signal }))
        } catch (error) {
          return signal.aborted ? { status: 0, body: '', error: null } : refusal(error)
        }
      })
    },
    abort({ id }, sender) {
      running.get(`${sender.id}:${id}`)?.abort()
    },
    save: (call, sender) => abortable(sender, call.id, (signal) => save(call, sender, signal, keeper)),
    listen(_, sender) {
      const { id } = sender
      listening.get(id)?.()
      const unsubscribe = keeper.subscribe((event) => sendTo(sender, 'engine', event), {
        notices: true,
        onLost: () => sendTo(sender, 'engine', { type: 'closed' }),
      })
      const leave = (): void => {
        unsubscribe()
        listening.delete(id)
        sender.off('destroyed', leave)
      }
      listening.set(id, leave)
      sender.once('destroyed', leave)
      onListen(sender)
    },
    info,
    async retry() {
      await keeper.retry()
    },
    setTheme({ theme }) {
      nativeTheme.themeSource = theme
      onTheme(theme)
    },
    async openLink({ link }) {
      await shell.openExternal(LINKS[link])
    },
  }
}

async function save(
  { id, operation, fileName, ...input }: SaveCall,
  sender: WebContents,
  signal: AbortSignal,
  keeper: EngineKeeper,
): Promise<SaveAnswer> {
  const window = BrowserWindow.fromWebContents(sender)
  if (window === null) return { kind: 'cancelled' }
  const { filePath, canceled } = await dialog.showSaveDialog(window, {
    defaultPath: fileName,
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  })
  if (canceled || filePath === '') return { kind: 'cancelled' }
  // The user's file is replaced by the whole export or not at all.
  const partial = `${filePath}.${randomBytes(4).toString('hex')}.part`
  let bytes = 0
  let told = 0
  try {
    const response = await keeper.ask({ operation, input, body: null, signal })
    const { body } = response
    if (!response.ok || body === null) return { kind: 'failed', answer: await toAnswer(response) }
    await pipeline(
      Readable.from(
        (async function* () {
          const reader = body.getReader()
          for (let next = await reader.read(); !next.done; next = await reader.read()) {
            bytes += next.value.byteLength
            if (performance.now() - told >= PROGRESS_MS) {
              told = performance.now()
              sendTo(sender, 'saveProgress', { id, bytes })
            }
            yield next.value
          }
        })(),
      ),
      createWriteStream(partial, { flags: 'wx' }),
      { signal },
    )
    await rename(partial, filePath)
    return { kind: 'saved', path: filePath, bytes }
  } catch (error) {
    await rm(partial, { force: true })
    return signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', answer: refusal(toWriteError(error, filePath)) }
  }
}

async function toAnswer(response: Response): Promise<OperationAnswer> {
  return { status: response.status, body: await response.text(), error: response.headers.get(ERROR_HEADER) }
}

function toWriteError(cause: unknown, path: string): MillraceError {
  const error = toIoError(cause, `${path} could not be written`)
  if (error instanceof MillraceError) return error
  return new MillraceError('IO_ERROR', `${path} could not be written: ${messageOf(cause)}`, { cause })
}

/** An error as the API would answer it, where nobody could be asked. */
function refusal(error: unknown): OperationAnswer {
  const { status, headers, body } = toErrorAnswer(
    error instanceof MillraceError
      ? error
      : new MillraceError('SERVICE_UNAVAILABLE', `The engine does not answer: ${messageOf(error)}`, {
          cause: error,
          canRetry: true,
        }),
  )
  return { status, body: JSON.stringify(body), error: headers[ERROR_HEADER] ?? null }
}

/** The operating system, as the window words keys and paths by it. */
export function platformOf(): DesktopInfo['platform'] {
  return process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'
}
