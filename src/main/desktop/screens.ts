import { app, protocol, type Session } from 'electron'
import type { RendererFiles } from '../renderer-files'
import { APP_ORIGIN, SCHEME } from './scheme'

/** Where the page comes from: the development server of `npm run dev`, else our own files. */
export function pageAddress(packaged: boolean): string {
  const dev = process.env['ELECTRON_RENDERER_URL']
  return !packaged && dev !== undefined ? dev : `${APP_ORIGIN}/`
}

/** The only origin that may ask over IPC. Node calls that of a scheme it does not know `null`, as it does a sandboxed page's. */
export function pageOrigin(packaged: boolean): string {
  const address = pageAddress(packaged)
  return address.startsWith(`${APP_ORIGIN}/`) ? APP_ORIGIN : new URL(address).origin
}

/** Answers `app://millrace/...` with the built screens, and nothing else. */
export function serveScreens(files: RendererFiles): void {
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url)
    const file = request.method === 'GET' && url.host === 'millrace' ? await files.read(url.pathname) : null
    if (file === null) return new Response('', { status: 404 })
    return new Response(new Uint8Array(file.body), { headers: { ...file.headers } })
  })
}

/** No page goes anywhere else, opens another or holds one, whoever made it (rule 15). */
export function confineContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}

/** No permission is given but to copy, no address outside is asked for, nothing is downloaded (rule 15). */
export function denyEverything(session: Session, packaged: boolean): void {
  // The policy of the page forbids it already; this holds where a page had none.
  const own = [`${SCHEME}:`, 'devtools:', 'data:', 'blob:']
  const page = new URL(pageAddress(packaged))
  // The development server's page comes from it, and hears of changes over a socket.
  const dev = page.protocol === `${SCHEME}:` ? [] : [`http://${page.host}`, `ws://${page.host}`]
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const { protocol: scheme, host } = new URL(url)
    answer({ cancel: !own.includes(scheme) && !dev.includes(`${scheme}//${host}`) })
  })
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(ALLOWED.has(permission)))
  session.setPermissionCheckHandler((_contents, permission) => ALLOWED.has(permission))
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
}

/** Copying, which the user asks for by a button. */
const ALLOWED: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])
