import { useSyncExternalStore } from 'react'

export const SCREENS = ['overview', 'stream', 'dead-letters', 'batch', 'results', 'lake', 'settings'] as const
export type Screen = (typeof SCREENS)[number]

/** `#/batch/ID?tab=rows`: the screen, what follows it, and the query. */
export interface Route {
  readonly screen: Screen
  readonly rest: readonly string[]
  readonly query: Readonly<Record<string, string>>
}

/** Screen, parts and query of the address behind the #; an unknown screen is the overview. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [first = '', ...rest] = path.split('/').map(decode)
  return {
    screen: SCREENS.find((screen) => screen === first) ?? 'overview',
    rest: rest.filter((part) => part !== ''),
    query: Object.fromEntries(new URLSearchParams(query)),
  }
}

/** The address of a screen, for `href`. */
export function hrefTo(
  screen: Screen,
  rest: readonly string[] = [],
  query: Readonly<Record<string, string>> = {},
): string {
  const path = [screen, ...rest.map(encodeURIComponent)].join('/')
  const text = new URLSearchParams(query).toString()
  return `#/${path}${text === '' ? '' : `?${text}`}`
}

/** Goes to a screen, as a link would. */
export function goTo(screen: Screen, rest?: readonly string[], query?: Readonly<Record<string, string>>): void {
  location.hash = hrefTo(screen, rest, query)
}

/** Notes values in the query of the address, in its place: Back still leads to what was before. Empty ones go. */
export function noteInAddress(values: Readonly<Record<string, string>>): void {
  const { screen, rest, query } = currentRoute()
  const noted = Object.entries({ ...query, ...values }).filter(([, value]) => value !== '')
  history.replaceState(history.state, '', hrefTo(screen, rest, Object.fromEntries(noted)))
}

/** Where the address is now; a screen that was drawn a moment before may be behind it. */
export function currentRoute(): Route {
  return parseRoute(location.hash)
}

/** Where the window is; again on each change. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  return parseRoute(hash)
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
