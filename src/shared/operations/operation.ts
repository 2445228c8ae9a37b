import type { z } from 'zod'
import type { ErrorCode } from '../errors'

/**
 * What asking does, from which each door derives how it may be asked:
 * `query` changes nothing; `command` does; `rows` is a page of something stored, and may be aborted; `file` is
 * bytes at the reader's pace; `events` never ends.
 */
type OperationKind = 'query' | 'command' | 'rows' | 'file' | 'events'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/**
 * One thing that can be asked of Millrace, told once. Routes, their OpenAPI description, the command line's calls
 * to a running instance, the channels between window and main process, and the window's client derive from it.
 */
export interface Operation {
  readonly kind: OperationKind
  readonly method: Method
  /** `/batch/status/{id}` */
  readonly path: `/${string}`
  readonly summary: string
  readonly description?: string
  readonly params?: z.ZodObject
  /** As text, the way an address has it. */
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** True by default; an optional body that is empty counts as {}. */
  readonly bodyRequired?: boolean
  /** Checks that have words of their own, before the schema. @throws INVALID_REQUEST */
  readonly checkBody?: (body: unknown) => void
  readonly headers?: z.ZodObject
  /** Null: the answer has no body. A file is bytes. */
  readonly output: z.ZodType | 'file' | null
  /** Of the answer; application/json by default. */
  readonly contentType?: string
  /** Of the answer, beside those of every one: what each says. */
  readonly answerHeaders?: Readonly<Record<string, string>>
  /** Of a file, the types that it may have. */
  readonly fileTypes?: readonly string[]
  /** Of the answer; 200 by default. */
  readonly status?: 200 | 201 | 202 | 204
  /** Beside those of every operation (`describe-route.ts`). */
  readonly errors?: readonly ErrorCode[]
  /** Answers with other states that are no errors. */
  readonly others?: Readonly<Record<number, { readonly description: string; readonly output: z.ZodType | null }>>
}

export type Operations = Readonly<Record<string, Operation>>
