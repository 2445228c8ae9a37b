import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { ERROR_CODES, MillraceError, messageOf, type ErrorCode } from '../../shared/errors'
import { CHALLENGE_HEADER, PROOF_HEADER } from '../../shared/owner-proof'
import { proveToken, readSessionToken } from '../session-token'
import { readOwner } from '../state-folder'
import type { Context } from './context'
import { send, type Instance, type Method } from './send'

export type { Instance } from './send'

/**
 * The running instance of this configuration's state folder, or null. How it is reached, its certificate and
 * its token are of that folder. The note of its owner outlives a kill, and another Millrace, or anything, may have
 * the port since: who cannot prove to know the folder's token is not spoken to, and never sees it.
 */
export async function findInstance(context: Context, timeoutMs?: number): Promise<Instance | null> {
  const { stateDir } = context.loaded.config.engine
  const owner = await readOwner(stateDir)
  if (owner === null || owner.address === null) return null
  const instance: Instance = { address: owner.address, host: owner.host, certificate: owner.certificate, token: null }
  try {
    const token = await readSessionToken(stateDir)
    const challenge = randomBytes(16).toString('base64url')
    const answer = await send(instance, {
      method: 'GET',
      path: '/health',
      headers: { [CHALLENGE_HEADER]: challenge },
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    })
    answer.resume()
    if (token === null || answer.headers[PROOF_HEADER] !== proveToken(token, challenge)) return null
    return answer.statusCode === 401 ? { ...instance, token } : instance
  } catch {
    return null
  }
}

/** @throws SERVICE_UNAVAILABLE where none runs */
export async function requireInstance(context: Context): Promise<Instance> {
  const instance = await findInstance(context)
  if (instance === null) {
    throw new MillraceError(
      'SERVICE_UNAVAILABLE',
      `No Millrace runs on the state folder ${context.loaded.config.engine.stateDir}. Start one: millrace serve.`,
    )
  }
  return instance
}

/** One call of the REST API; an error answer is thrown with its own code and words. */
export async function call(instance: Instance, method: Method, path: string, body?: unknown): Promise<unknown> {
  return json(await request(instance, method, path, body))
}

/** The body of an answer that is no error. */
export async function request(
  instance: Instance,
  method: Method,
  path: string,
  body?: unknown,
): Promise<IncomingMessage> {
  let answer: IncomingMessage
  try {
    answer = await send(instance, { method, path, body })
  } catch (cause) {
    throw new MillraceError(
      'SERVICE_UNAVAILABLE',
      `Millrace at ${instance.address} does not answer: ${messageOf(cause)}`,
      { cause },
    )
  }
  const { statusCode = 0 } = answer
  if (statusCode >= 200 && statusCode < 300) return answer
  const told: unknown = await json(answer).catch(() => null)
  const { error, message }: Readonly<Record<string, unknown>> = { ...(Object(told) as object) }
  throw new MillraceError(
    isCode(error) ? error : 'INTERNAL_ERROR',
    typeof message === 'string' ? message : `Answer ${statusCode}`,
  )
}

function isCode(value: unknown): value is ErrorCode {
  return ERROR_CODES.some((code) => code === value)
}
