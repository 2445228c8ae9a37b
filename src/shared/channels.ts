import type { EngineEvent } from './events'
import type {
  ApiAnswer,
  ApiCall,
  CallId,
  DesktopInfo,
  LinkCall,
  SaveAnswer,
  SaveCall,
  SaveProgress,
  ThemeCall,
  WindowCommand,
} from './window'

/**
 * Every request and event that crosses between a window and the main process. Preload exposes one named
 * function for each, main answers each after checking its sender and its schema (window.ts).
 */
export const REQUEST_CHANNELS = {
  call: 'millrace:call',
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
  /** An API request, answered in the process without a socket. */
  call: { input: ApiCall; answer: ApiAnswer }
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
  /** `closed`: the engine ended. */
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
  readonly [N in EventName as `on${Capitalize<N>}`]: (listener: (event: Events[N]) => void) => () => void
}
