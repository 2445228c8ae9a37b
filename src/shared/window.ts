import { z } from 'zod'
import { FILE_NAMES } from './operations'

/** Of links to the window: `millrace://batch/ID`. */
export const LINK_SCHEME = 'millrace'

/** What crosses between a window and the main process (channels.ts), checked at the door. */

/** As much as any parameter of the table may have. */
const MAX_TEXT = 100_000
/** Characters of the JSON text of a body. */
export const MAX_BODY = 2 ** 20

/** One call of an operation; its channel says which. What the operation itself asks for is checked where it is answered. */
export const OperationCall = z.strictObject({
  /** Chosen by the window, to be able to abort. */
  id: z.int().min(0),
  params: z.record(z.string(), z.union([z.string().max(MAX_TEXT), z.number()])).optional(),
  query: z
    .record(z.string(), z.union([z.string().max(MAX_TEXT), z.number(), z.boolean(), z.array(z.string().max(MAX_TEXT))]))
    .optional(),
  /** JSON text; null where there is none. */
  body: z.string().max(MAX_BODY).nullable(),
})
export type OperationCall = z.infer<typeof OperationCall>
/** What it is asked, beside a body. */
export type CallParameters = Pick<OperationCall, 'params' | 'query'>

export interface OperationAnswer {
  /** 0: aborted. */
  readonly status: number
  /** JSON text; empty where there is none. */
  readonly body: string
  /** All of an error that the body has no place for (errors.ts). */
  readonly error: string | null
}

/** Saves what a file operation answers as a file that the user chooses. */
export const SaveCall = OperationCall.omit({ body: true }).extend({
  operation: z.enum(FILE_NAMES),
  fileName: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^/\\\0]+$/),
})
export type SaveCall = z.infer<typeof SaveCall>

export type SaveAnswer =
  | { readonly kind: 'saved'; readonly path: string; readonly bytes: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly answer: OperationAnswer }

export interface SaveProgress {
  readonly id: number
  readonly bytes: number
}

export const CallId = z.strictObject({ id: z.int().min(0) })
export type CallId = z.infer<typeof CallId>

export const NoInput = z.undefined()

/** Pages outside that a window may open in the user's browser, by name: no address crosses. */
export const LINKS = { deltaLake: 'https://delta.io', duckdb: 'https://duckdb.org' } as const
export const LinkCall = z.strictObject({ link: z.enum(['deltaLake', 'duckdb']) })
export type LinkCall = z.infer<typeof LinkCall>

export const THEMES = ['system', 'light', 'dark'] as const
export const Theme = z.enum(THEMES)
export type Theme = z.infer<typeof Theme>
export const ThemeCall = z.strictObject({ theme: Theme })
export type ThemeCall = z.infer<typeof ThemeCall>

/** How the window stands to an engine. */
export type EngineView =
  | { readonly kind: 'opening' }
  /** `portProblem`: why scripts cannot reach it; a sentence with the fix. */
  | { readonly kind: 'open'; readonly portProblem: string | null }
  /** Another process owns the state folder (decision 33). `connected`: it can be read over its API. */
  | { readonly kind: 'read-only'; readonly pid: number; readonly address: string | null; readonly connected: boolean }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'closing'; readonly stream: boolean; readonly batches: number }

/** Facts of the desktop that a page cannot know. */
export interface DesktopInfo {
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** Of the REST API, for what is copied as curl; null where it has no port. */
  readonly address: string | null
  readonly version: string
  readonly engine: EngineView
  /** A process that ended by itself, and the file that tells about it. */
  readonly crash: { readonly what: string; readonly report: string } | null
}

/** What menu, tray, notification or a deep link ask the window to do. */
export type WindowCommand =
  | { readonly kind: 'go'; readonly route: string }
  | { readonly kind: 'run'; readonly action: 'palette' | 'shortcuts' | 'toggle-stream' | 'new-batch' | 'theme' }
  | { readonly kind: 'notice'; readonly text: string }
