import { createHash } from 'node:crypto'
import { readFile, realpath, stat } from 'node:fs/promises'
import { extname, isAbsolute, join, relative, sep } from 'node:path'
import { isErrno } from './durable'
import { AS_TOLD, NO_REFERRER } from './security-headers'

/** The built screens, for both doors that serve them: HTTP and the window's own scheme. */
export interface RendererFiles {
  /** The file at a path of the address, with its headers; null where there is none. */
  read(path: string): Promise<{ readonly body: Uint8Array; readonly headers: Readonly<Record<string, string>> } | null>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/**
 * Scripts only from our own files, never inline (reliability rule 14). Style attributes stay allowed: charts
 * and the grid place their parts with them.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Files below `root`, confined by their real path: no link and no `..` leads out. */
export function createRendererFiles(root: string): RendererFiles {
  return {
    async read(path) {
      const name = decode(path === '/' ? '/index.html' : path)
      const type = name === null ? undefined : TYPES[extname(name)]
      if (name === null || type === undefined) return null
      const file = await confined(root, name)
      if (file === null) return null
      const body = await readFile(file)
      return {
        body,
        headers: {
          'Content-Type': type,
          'Content-Length': String(body.byteLength),
          'Content-Security-Policy': CONTENT_SECURITY_POLICY,
          ...AS_TOLD,
          ...NO_REFERRER,
          ETag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
          // Names in assets/ carry a hash of their content.
          'Cache-Control': name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        },
      }
    },
  }
}

function decode(path: string): string | null {
  try {
    const name = decodeURIComponent(path)
    return name.includes('\0') || name.includes('\\') ? null : name
  } catch {
    return null
  }
}

async function confined(root: string, name: string): Promise<string | null> {
  try {
    const [base, file] = await Promise.all([realpath(root), realpath(join(root, name))])
    const inside = relative(base, file)
    if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return null
    return (await stat(file)).isFile() ? file : null
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG')) return null
    throw error
  }
}
