import type { EngineEvent } from './events'
import type { CallName } from './operations'
import type {
  CallId,
  DesktopInfo,
  LinkCall,
  OperationAnswer,
  OperationCall,
  SaveAnswer,
  SaveCall,
  SaveProgress,
  ThemeCall,
  WindowCommand,
} from './window'

/** Of an operation, which is answered in the process without a socket. */
export function operationChannel<N extends CallName>(name: N): `millrace:ask:${N}` {
  return `millrace:ask:${name}`
}

/**
 * Every other request and every event that crosses between a window and the main process. Preload exposes one
 * named function for each operation and request, main answers each after checking its sender and its schema
 * (window.ts).
 */
export const REQUEST_CHANNELS = {
  abort: 'millrace:abort',
  save: 'millrace:save',
  listen: 'millrace:listen',
  info: 'millrace:info',
  setTheme: 'millrace:set-theme',
  openLink: 'millrace:open-link',
  retry: 'millrace:retry',
} as const
export type RequestName = keyof typeof REQUEST_CHANNELS

export const EVENT_CHANNELS = {
  engine: 'millrace:engine-event',
  saveProgress: 'millrace:save-progress',
  command: 'millrace:command',
  info: 'millrace:info-changed',
} as const
export type EventName = keyof typeof EVENT_CHANNELS

export interface Requests {
  abort: { input: CallId; answer: undefined }
  save: { input: SaveCall; answer: SaveAnswer }
  /** From now on engine events are sent to this window, first hello and status. */
  listen: { input: undefined; answer: undefined }
  info: { input: undefined; answer: DesktopInfo }
  setTheme: { input: ThemeCall; answer: undefined }
  openLink: { input: LinkCall; answer: undefined }
  /** Tries again what the engine view says has failed: the engine, or its port. */
  retry: { input: undefined; answer: undefined }
}

export interface Events {
  /** `closed`: the engine ended, or could not be had. */
  engine: EngineEvent | { readonly type: 'closed' }
  saveProgress: SaveProgress
  command: WindowCommand
  info: DesktopInfo
}

/** `window.millrace`, where the page runs in the desktop application. */
export type Bridge = {
  readonly [N in RequestName]: (
    ...input: Requests[N]['input'] extends undefined ? [] : [Requests[N]['input']]
  ) => Promise<Requests[N]['answer']>
} & {
  readonly ask: { readonly [N in CallName]: (call: OperationCall) => Promise<OperationAnswer> }
} & {
  readonly [N in EventName as `on${Capitalize<N>}`]: (listener: (event: Events[N]) => void) => () => void
}
