import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { fromWire, messageOf, MillraceError } from '../../shared/errors'
import {
  isAnswer,
  OPERATIONS,
  parseOutput,
  requestOf,
  type AnyInput,
  type CallName,
  type OperationInput,
  type OperationName,
  type OperationOutput,
} from '../../shared/operations'
import { CHALLENGE_HEADER, PROOF_HEADER } from '../../shared/owner-proof'
import { proveToken, readSessionToken } from '../session-token'
import { readOwner } from '../state-folder'
import type { Context } from './context'
import { send, wireOf, type Instance } from './send'

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
  const instance: Instance = {
    address: owner.address,
    host: owner.host,
    certificate: owner.certificate,
    token: null,
    tokenAsked: false,
  }
  try {
    const token = await readSessionToken(stateDir)
    const challenge = randomBytes(16).toString('base64url')
    const answer = await send(instance, {
      method: 'GET',
      path: OPERATIONS.health.path,
      headers: { [CHALLENGE_HEADER]: challenge },
      signal: timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs),
    })
    answer.resume()
    if (token === null || answer.headers[PROOF_HEADER] !== proveToken(token, challenge)) return null
    return { ...instance, token, tokenAsked: answer.statusCode === 401 }
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

/** Asks the instance over its REST API; an error answer is thrown as it was thrown there. */
export async function call<N extends CallName>(
  instance: Instance,
  name: N,
  input: OperationInput<N>,
): Promise<OperationOutput<N>> {
  return parseOutput(name, await askJson(instance, { operation: name, input }))
}

/** An operation and what it is asked, where any may come. */
export interface Question {
  readonly operation: OperationName
  readonly input: AnyInput
}

/** The answer as it came. */
export async function askJson(instance: Instance, question: Question): Promise<unknown> {
  const answer = await ask(instance, question)
  return answer.statusCode === 204 ? null : json(answer)
}

/** The body of an answer that is no error. */
export async function ask(instance: Instance, { operation, input }: Question): Promise<IncomingMessage> {
  let answer: IncomingMessage
  try {
    answer = await send(instance, requestOf(operation, input))
  } catch (cause) {
    throw new MillraceError(
      'SERVICE_UNAVAILABLE',
      `Millrace at ${instance.address} does not answer: ${messageOf(cause)}`,
      { cause, canRetry: true },
    )
  }
  const { statusCode = 0 } = answer
  if (isAnswer(operation, statusCode)) return answer
  throw fromWire(statusCode, await json(answer).catch(() => null), wireOf(answer))
}
