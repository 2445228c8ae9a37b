import type { Client } from './client/client'

let opened: Client | null = null

/** The page's one client; `main.tsx` sets it before anything renders. */
export function setClient(client: Client): void {
  opened = client
}

/** What reaches the engine here: the window's bridge, or HTTP. */
export function client(): Client {
  if (opened === null) throw new Error('the client is not open yet')
  return opened
}
