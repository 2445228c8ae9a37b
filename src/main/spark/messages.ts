import type { SqlValue } from '../sql'
import { MessageReader, MessageWriter } from './protobuf'

/**
 * The messages of Spark Connect 4.0 that we speak, by the field numbers of its public protocol
 * (`spark/connect/{base,relations,expressions}.proto`, package spark.connect).
 */
export const SERVICE = '/spark.connect.SparkConnectService/'

/** Who asks: each request carries it. */
export interface SessionRef {
  readonly sessionId: string
  readonly userId: string
  readonly clientType: string
  /** As the server named its side of the session; a restarted server then says so instead of making a new one. */
  readonly serverSession: string | null
}

export interface Query {
  readonly text: string
  readonly values: readonly SqlValue[]
}

/** One answer of a running query. */
export interface QueryAnswer {
  readonly serverSession: string
  readonly responseId: string
  readonly content:
    | { readonly kind: 'rows'; readonly rows: number; readonly startOffset: number | null; readonly arrow: Buffer }
    | { readonly kind: 'progress'; readonly tasks: number; readonly doneTasks: number }
    | { readonly kind: 'complete' }
    | { readonly kind: 'other' }
}

/** The field of `client_observed_server_side_session_id` differs from request to request. */
function begin({ sessionId, userId, clientType, serverSession }: SessionRef, observed: number, client: number) {
  return new MessageWriter()
    .text(1, sessionId)
    .message(2, new MessageWriter().text(1, userId).text(2, userId))
    .text(client, clientType)
    .text(observed, serverSession ?? undefined)
}

function literal(value: SqlValue): MessageWriter {
  const writer = new MessageWriter()
  if (typeof value === 'string') return writer.text(13, value)
  if (typeof value === 'boolean') return writer.bool(3, value)
  if (typeof value === 'bigint') return writer.int(7, value)
  if (typeof value === 'number') return writer.double(11, value)
  // Of type NULL.
  return writer.message(1, new MessageWriter().message(1, new MessageWriter()))
}

function planOf({ text, values }: Query): MessageWriter {
  const parameters = values.map((value) => new MessageWriter().message(1, literal(value)))
  const sql = new MessageWriter().text(1, text).messages(5, parameters)
  return new MessageWriter().message(1, new MessageWriter().message(10, sql))
}

/** Runs a query under an id by which it can be taken up again. */
export function executePlan(session: SessionRef, operationId: string, query: Query): Buffer {
  const reattachable = new MessageWriter().message(1, new MessageWriter().bool(1, true))
  return begin(session, 8, 4).text(6, operationId).message(3, planOf(query)).message(5, reattachable).finish()
}

/** Goes on after the last answer that came; null: from the first. */
export function reattachExecute(session: SessionRef, operationId: string, lastResponseId: string | null): Buffer {
  return begin(session, 6, 4)
    .text(3, operationId)
    .text(5, lastResponseId ?? undefined)
    .finish()
}

/** Lets the server forget all answers of a query. */
export function releaseExecute(session: SessionRef, operationId: string): Buffer {
  return begin(session, 7, 4).text(3, operationId).message(5, new MessageWriter()).finish()
}

/** Everything that runs in the session. */
export function interruptAll(session: SessionRef): Buffer {
  return begin(session, 7, 3).int(4, 1).finish()
}

/** Its request names no session of the server. */
export function releaseSession(session: SessionRef): Buffer {
  return begin({ ...session, serverSession: null }, 0, 3).finish()
}

/** Sets settings of the session. */
export function setConfig(session: SessionRef, pairs: Readonly<Record<string, string>>): Buffer {
  const written = Object.entries(pairs).map(([key, value]) => new MessageWriter().text(1, key).text(2, value))
  const operation = new MessageWriter().message(1, new MessageWriter().messages(1, written))
  return begin(session, 8, 4).message(3, operation).finish()
}

/** The cheapest question that a server answers only while the session is there. */
export function getConfig(session: SessionRef, key: string): Buffer {
  const operation = new MessageWriter().message(2, new MessageWriter().text(1, key))
  return begin(session, 8, 4).message(3, operation).finish()
}

const EXTENDED = 2

/** Asks for the plans of a query, as text. */
export function explainPlan(session: SessionRef, query: Query): Buffer {
  const explain = new MessageWriter().message(1, planOf(query)).int(2, EXTENDED)
  return begin(session, 17, 3).message(5, explain).finish()
}

/** Asks for the version of the server. */
export function sparkVersion(session: SessionRef): Buffer {
  return begin(session, 17, 3).message(10, new MessageWriter()).finish()
}

/** Asks for an error in full. */
export function fetchErrorDetails(session: SessionRef, errorId: string): Buffer {
  return begin(session, 5, 4).text(3, errorId).finish()
}

/** One answer of a query: rows, progress, its end, or what we need not know. */
export function readQueryAnswer(bytes: Buffer): QueryAnswer {
  const message = new MessageReader(bytes)
  return { serverSession: message.text(15), responseId: message.text(13), content: readContent(message) }
}

function readContent(message: MessageReader): QueryAnswer['content'] {
  const batch = message.message(2)
  if (batch !== null) {
    const offset = batch.optionalInt(3)
    return {
      kind: 'rows',
      rows: Number(batch.int(1)),
      startOffset: offset === null ? null : Number(offset),
      arrow: batch.data(2) ?? Buffer.alloc(0),
    }
  }
  if (message.data(14) !== null) return { kind: 'complete' }
  const progress = message.message(18)
  if (progress === null) return { kind: 'other' }
  const stages = progress.messages(1)
  const sum = (field: number) => stages.reduce((total, stage) => total + Number(stage.int(field)), 0)
  return { kind: 'progress', tasks: sum(2), doneTasks: sum(3) }
}

/** The id of the server's own side of a session: another one tells that it was restarted. */
export function readServerSession(bytes: Buffer): string {
  return new MessageReader(bytes).text(4)
}

/** The text of the plans. */
export function readExplain(bytes: Buffer): string {
  return new MessageReader(bytes).message(3)?.text(1) ?? ''
}

/** The version, for example 4.0.1. */
export function readVersion(bytes: Buffer): string {
  return new MessageReader(bytes).message(8)?.text(1) ?? ''
}

/** What a server tells of an error. */
export interface ErrorDetails {
  readonly errorClass: string
  readonly sqlState: string
  readonly message: string
}

/** The root of the error that was asked for; null where there is none. */
export function readErrorDetails(bytes: Buffer): ErrorDetails | null {
  const message = new MessageReader(bytes)
  const root = message.optionalInt(1)
  const error = message.messages(2)[Number(root ?? -1n)]
  if (error === undefined) return null
  const throwable = error.message(5)
  return {
    errorClass: throwable?.text(1) ?? '',
    sqlState: throwable?.text(4) ?? '',
    message: error.text(2),
  }
}

/** What stands in the status of a refused call (`google.rpc.Status` with an `ErrorInfo`). */
export interface ErrorInfo {
  readonly errorId: string
  readonly errorClass: string
  readonly sqlState: string
  /** The Java class of the error. */
  readonly reason: string
}

/** What a status carries of an error; null where it carries nothing. */
export function readErrorInfo(bytes: Buffer): ErrorInfo | null {
  for (const detail of new MessageReader(bytes).messages(3)) {
    if (!detail.text(1).endsWith('google.rpc.ErrorInfo')) continue
    const info = detail.message(2)
    const facts = info?.map(3)
    return {
      errorId: facts?.get('errorId') ?? '',
      errorClass: facts?.get('errorClass') ?? '',
      sqlState: facts?.get('sqlState') ?? '',
      reason: info?.text(1) ?? '',
    }
  }
  return null
}
