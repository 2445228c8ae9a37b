import { contextBridge, ipcRenderer } from 'electron'
import {
  EVENT_CHANNELS,
  operationChannel,
  REQUEST_CHANNELS,
  type Bridge,
  type EventName,
  type Events,
} from '../shared/channels'
import type { CallName } from '../shared/operations'
import type { OperationCall } from '../shared/window'

/** Of the table of operations, when this was built (electron.vite.config.ts). */
declare const CALL_NAMES_OF_BUILD: readonly CallName[]

/** Named functions only: no page gets `ipcRenderer`, a channel name of its choice or an event object (rule 16). */
const bridge: Bridge = {
  ask: Object.fromEntries(
    CALL_NAMES_OF_BUILD.map((name) => [
      name,
      (call: OperationCall) => ipcRenderer.invoke(operationChannel(name), call),
    ]),
  ) as Bridge['ask'],
  abort: (input) => ipcRenderer.invoke(REQUEST_CHANNELS.abort, input),
  save: (input) => ipcRenderer.invoke(REQUEST_CHANNELS.save, input),
  listen: () => ipcRenderer.invoke(REQUEST_CHANNELS.listen),
  info: () => ipcRenderer.invoke(REQUEST_CHANNELS.info),
  setTheme: (input) => ipcRenderer.invoke(REQUEST_CHANNELS.setTheme, input),
  openLink: (input) => ipcRenderer.invoke(REQUEST_CHANNELS.openLink, input),
  retry: () => ipcRenderer.invoke(REQUEST_CHANNELS.retry),
  onEngine: (listener) => on('engine', listener),
  onSaveProgress: (listener) => on('saveProgress', listener),
  onCommand: (listener) => on('command', listener),
  onInfo: (listener) => on('info', listener),
}

function on<N extends EventName>(name: N, listener: (event: Events[N]) => void): () => void {
  const handle = (_event: unknown, value: Events[N]): void => listener(value)
  ipcRenderer.on(EVENT_CHANNELS[name], handle)
  return () => {
    ipcRenderer.removeListener(EVENT_CHANNELS[name], handle)
  }
}

contextBridge.exposeInMainWorld('millrace', bridge)
