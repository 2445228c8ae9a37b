import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SparkRemote } from '../../shared/config'
import { MillraceError } from '../../shared/errors'
import { asCallFailure, type AnswerStream, type CallFailure, type Channel } from './channel'
import { EngineLost, isConnectionFailure, isLoss, toEngineError, unreachable } from './errors'
import {
  executePlan,
  explainPlan,
  fetchErrorDetails,
  getConfig,
  interruptAll,
  readErrorDetails,
  readErrorInfo,
  readExplain,
  readQueryAnswer,
  readServerSession,
  reattachExecute,
  releaseExecute,
  releaseSession,
  setConfig,
  type ErrorDetails,
  type Query,
  type QueryAnswer,
  type SessionRef,
} from './messages'

/** How long a server may be away or silent. Milliseconds. */
export interface Patience {
  /** Until the first answer. */
  readonly connectMs: number
  /** Until a lost connection is there again, while a query runs. */
  readonly reconnectMs: number
  /** A stream without a word for so long: the server is asked whether it is still there. */
  readonly silenceMs: number
  /** For the answer to a small question. */
  readonly answerMs: number
  /** To end a session: a batch that was cancelled waits for it. */
  readonly endMs: number
}

export const PATIENCE: Patience = {
  connectMs: 15_000,
  reconnectMs: 60_000,
  silenceMs: 30_000,
  answerMs: 15_000,
  endMs: 5000,
}

/** The same words mean the same as in DuckDB, whatever the server's own settings are. */
const SETTINGS = {
  'spark.sql.session.timeZone': 'UTC',
  'spark.sql.ansi.enabled': 'true',
  'spark.sql.ansi.doubleQuotedIdentifiers': 'true',
  'spark.sql.parser.escapedStringLiterals': 'true',
  'spark.sql.caseSensitive': 'false',
  'spark.sql.execution.arrow.useLargeVarTypes': 'false',
}
const PROBED_SETTING = 'spark.sql.session.timeZone'
const RETRY_MS = 250
const MAX_RETRY_MS = 4000
const CLIENT_TYPE = 'millrace'

interface QueryRows {
  /** One Arrow stream (schema and batch). */
  readonly arrow: Buffer
  readonly rows: number
}

interface QueryProgress {
  readonly tasks: number
  readonly doneTasks: number
}

/** One session of a server: what a batch runs in, and what ends with it. */
export interface SparkSession {
  /** Rows in order, each exactly once, whatever happens to the connection. */
  query(query: Query, onProgress: (progress: QueryProgress) => void): AsyncGenerator<QueryRows>
  explain(query: Query): Promise<string>
  /** Ends what still runs, and the session; false where the server could not be told. Never throws. */
  close(): Promise<boolean>
}

export interface SessionOptions {
  readonly channel: Channel
  readonly remote: SparkRemote
  readonly sessionId: string
  readonly patience: Patience
  readonly signal: AbortSignal
}

/**
 * The session of an attempt at a batch. It follows from the batch, so that whoever comes after a crash knows, without
 * any further record, what may still run.
 */
export function sessionIdOf(batchId: string, attempt: number): string {
  const hash = createHash('sha256').update(`millrace/${batchId}/${attempt}`).digest('hex')
  const variant = ((parseInt(hash.slice(16, 18), 16) & 0x3f) | 0x80).toString(16)
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(18, 20)}-${hash.slice(20, 32)}`
}

/**
 * @throws ENGINE_UNREACHABLE, ENGINE_FAILED, OUT_OF_MEMORY, BATCH_CANCELLED, and `EngineLost`, also from what it
 * returns
 */
export async function openSparkSession(options: SessionOptions): Promise<SparkSession> {
  const { channel, remote, patience, signal } = options
  let session: SessionRef = {
    sessionId: options.sessionId,
    userId: remote.userId,
    clientType: CLIENT_TYPE,
    serverSession: null,
  }

  /** Small calls that may be made twice. */
  async function ask(method: string, request: () => Buffer, limitMs: number): Promise<Buffer> {
    const retry = startRetries(limitMs)
    for (;;) {
      try {
        return await channel.call(method, request(), Math.min(patience.answerMs, retry.leftMs()), signal)
      } catch (error) {
        await retry.orThrow(await explainFailure(error))
      }
    }
  }

  function startRetries(limitMs: number) {
    const end = performance.now() + limitMs
    let wait = RETRY_MS
    return {
      leftMs: () => Math.max(1, end - performance.now()),
      /** Waits before the next attempt, or throws what there is to say. */
      async orThrow(failure: CallFailure): Promise<void> {
        if (performance.now() + wait >= end) throw unreachable(remote.shown, failure, Math.round(limitMs / 1000))
        await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted())
        wait = Math.min(wait * 2, MAX_RETRY_MS)
      },
    }
  }

  /** The failure of the connection; everything else is thrown as what it means. */
  async function explainFailure(error: unknown): Promise<CallFailure> {
    signal.throwIfAborted()
    const failure = asCallFailure(error)
    if (failure === null) throw error
    const details = await detailsOf(failure)
    if (isLoss(details)) throw new EngineLost(details.message)
    if (details.errorClass === '' && isConnectionFailure(failure)) return failure
    throw toEngineError(remote.shown, failure, details)
  }

  async function detailsOf(failure: CallFailure): Promise<ErrorDetails> {
    const info = failure.statusDetails === null ? null : readErrorInfo(failure.statusDetails)
    if (info === null) {
      const [, errorClass = ''] = /\[([A-Z][A-Z0-9_.]+)\]/.exec(failure.details) ?? []
      return { errorClass, sqlState: '', message: failure.details }
    }
    const known = { errorClass: info.errorClass, sqlState: info.sqlState, message: failure.details }
    if (info.errorId === '' || isLoss(known)) return known
    try {
      const answer = await channel.call(
        'FetchErrorDetails',
        fetchErrorDetails(session, info.errorId),
        patience.answerMs,
      )
      const details = readErrorDetails(answer)
      if (details === null) return known
      return {
        errorClass: details.errorClass === '' ? known.errorClass : details.errorClass,
        sqlState: details.sqlState === '' ? known.sqlState : details.sqlState,
        message: details.message,
      }
    } catch {
      // What came with the status is enough.
      return known
    }
  }

  async function* query(
    { text, values }: Query,
    onProgress: (progress: QueryProgress) => void,
  ): AsyncGenerator<QueryRows> {
    const operationId = randomUUID()
    let lastResponse: string | null = null
    let rows = 0
    let begun = false
    let begunAgain = false
    let retry = startRetries(patience.reconnectMs)
    for (;;) {
      signal.throwIfAborted()
      const stream: AnswerStream = begun
        ? channel.stream('ReattachExecute', reattachExecute(session, operationId, lastResponse))
        : channel.stream('ExecutePlan', executePlan(session, operationId, { text, values }))
      begun = true
      const cancel = () => stream.cancel()
      signal.addEventListener('abort', cancel, { once: true })
      try {
        for await (const answer of answersOf(stream)) {
          lastResponse = answer.responseId
          retry = startRetries(patience.reconnectMs)
          const { content } = answer
          if (content.kind === 'complete') {
            await channel
              .call('ReleaseExecute', releaseExecute(session, operationId), patience.answerMs)
              .catch(() => undefined)
            return
          }
          if (content.kind === 'progress') onProgress(content)
          if (content.kind !== 'rows') continue
          if (content.startOffset !== null && content.startOffset !== rows)
            throw new MillraceError('ENGINE_FAILED', `Spark sent row ${content.startOffset} where row ${rows} was due.`)
          rows += content.rows
          if (content.arrow.length > 0) yield { arrow: content.arrow, rows: content.rows }
        }
        // The server ends each stream after a while; the query goes on.
      } catch (error) {
        if (error instanceof MillraceError || error instanceof EngineLost) throw error
        const failure = asCallFailure(error)
        // The first request may never have got there; where it did not, it is sent again, once: a server that goes on
        // refusing it (OPERATION_ALREADY_EXISTS, OPERATION_ABANDONED) would be asked without end.
        const again = !begunAgain && lastResponse === null && failure !== null && isLoss(await detailsOf(failure))
        if (again && (await isAlive())) {
          begun = false
          begunAgain = true
        } else await retry.orThrow(await explainFailure(error))
      } finally {
        signal.removeEventListener('abort', cancel)
        stream.cancel()
      }
    }
  }

  /** A connection may die without a word: after a silence the server is asked. */
  async function* answersOf(stream: AnswerStream): AsyncGenerator<QueryAnswer> {
    const iterator = stream[Symbol.asyncIterator]()
    for (;;) {
      const next = iterator.next()
      next.catch(() => undefined)
      let result = await within(next, patience.silenceMs)
      while (result === null) {
        await ask('Config', () => getConfig(session, PROBED_SETTING), patience.reconnectMs)
        result = await within(next, patience.silenceMs)
      }
      if (result.done === true) return
      yield readQueryAnswer(result.value)
    }
  }

  async function isAlive(): Promise<boolean> {
    return channel.call('Config', getConfig(session, PROBED_SETTING), patience.answerMs, signal).then(
      () => true,
      () => false,
    )
  }

  const answer = await ask('Config', () => setConfig(session, SETTINGS), patience.connectMs)
  session = { ...session, serverSession: readServerSession(answer) }
  return {
    query,
    async explain(text) {
      return readExplain(await ask('AnalyzePlan', () => explainPlan(session, text), patience.connectMs))
    },
    close: () => endSession(channel, session, patience.endMs),
  }
}

/** Ends what runs in a session, ours or of one that is gone; false where the server could not be told. Never throws. */
export async function endSession(channel: Channel, session: SessionRef, timeoutMs: number): Promise<boolean> {
  // Whatever a server answers: what is not there was never begun, or has ended already.
  const settled = (error: unknown) => {
    const failure = asCallFailure(error)
    return failure !== null && !isConnectionFailure(failure)
  }
  const anonymous = { ...session, serverSession: null }
  const [interrupted, released] = await Promise.all([
    channel.call('Interrupt', interruptAll(anonymous), timeoutMs).then(() => true, settled),
    channel.call('ReleaseSession', releaseSession(anonymous), timeoutMs).then(() => true, settled),
  ])
  return interrupted && released
}

/** The session of an attempt at a batch, by its id alone. */
export function sessionOf(remote: SparkRemote, batchId: string, attempt: number): SessionRef {
  return {
    sessionId: sessionIdOf(batchId, attempt),
    userId: remote.userId,
    clientType: CLIENT_TYPE,
    serverSession: null,
  }
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  const timer = new AbortController()
  try {
    return await Promise.race([promise, sleep(ms, null, { signal: timer.signal })])
  } finally {
    timer.abort()
  }
}
