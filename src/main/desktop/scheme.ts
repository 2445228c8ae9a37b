import { protocol } from 'electron'

export const SCHEME = 'app'
export const APP_ORIGIN = 'app://millrace'

/**
 * The window's own scheme: a standard, secure origin without file access (rule 14). Electron takes it only
 * before its `ready` event, so this runs while the entry loads.
 */
protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
])
