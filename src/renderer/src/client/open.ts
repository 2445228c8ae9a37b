import type { Bridge } from '../../../shared/channels'
import type { Client } from './client'
import { createHttpClient } from './over-http'
import { createWindowClient } from './over-ipc'

declare global {
  interface Window {
    readonly millrace?: Bridge
  }
}

/** The door of this page, which nothing else knows: the window's bridge where there is one, else HTTP. */
export async function openClient(): Promise<Client> {
  const bridge = window.millrace
  return bridge === undefined ? createHttpClient() : createWindowClient(bridge, await bridge.info())
}
